// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Values of the kernel's configuration: its file has to be read. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

extern int LINUX_KERNEL_VERSION __kconfig;
extern unsigned long CONFIG_HZ __kconfig;
extern _Bool CONFIG_BPF_SYSCALL __kconfig;
extern int CONFIG_NO_SUCH_OPTION __kconfig __weak;
unsigned long result;

SEC("raw_tp/sys_enter") int on_enter(void *ctx)
{
	result = CONFIG_HZ + (unsigned int)LINUX_KERNEL_VERSION + CONFIG_BPF_SYSCALL +
		 (unsigned int)CONFIG_NO_SUCH_OPTION;
	return 0;
}
