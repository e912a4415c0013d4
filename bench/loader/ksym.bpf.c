// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* The address of a kernel symbol, without a type: kallsyms has to be read. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

extern const void schedule __ksym;
unsigned long address;

SEC("raw_tp/sys_enter") int on_enter(void *ctx)
{
	address = (unsigned long)&schedule;
	return 0;
}
