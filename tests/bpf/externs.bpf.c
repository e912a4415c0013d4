// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Externs: configuration of every type, kernel variables with and without type, kernel functions; each
 * program alone.
 */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

extern unsigned int LINUX_KERNEL_VERSION __kconfig;
extern _Bool LINUX_HAS_BPF_COOKIE __kconfig;
extern _Bool LINUX_HAS_SYSCALL_WRAPPER __kconfig;
extern _Bool LINUX_NO_SUCH __kconfig __weak;
extern _Bool CONFIG_BPF_SYSCALL __kconfig;
extern enum libbpf_tristate CONFIG_XDP_SOCKETS __kconfig;
extern enum libbpf_tristate CONFIG_NO_SUCH_TRISTATE __kconfig __weak;
extern char CONFIG_BPF __kconfig;
extern char CONFIG_DEFAULT_HOSTNAME[20] __kconfig;
extern char CONFIG_CC_VERSION_TEXT[4] __kconfig __weak;
extern unsigned long long CONFIG_HZ __kconfig;
extern short CONFIG_NR_CPUS __kconfig __weak;
extern int CONFIG_NO_SUCH_NUMBER __kconfig __weak;

extern const void schedule __ksym;
extern const void no_such_symbol __ksym __weak;
extern const int bpf_prog_active __ksym;
extern const struct rq runqueues __ksym __weak;
extern const int no_such_variable __ksym __weak;
/* Of a type that the kernel has not at that name. */
extern const struct key wrong_type_runqueues __ksym __weak;

struct task_struct;
struct task_struct *bpf_task_from_pid(int pid) __ksym __weak;
void bpf_task_release(struct task_struct *task) __ksym __weak;
int no_such_function(int value) __ksym __weak;
/* The same one by another name, and with other arguments. */
struct task_struct *bpf_task_from_pid___flavour(int pid) __ksym __weak;
void bpf_task_release___wrong(int task, int more) __ksym __weak;

__u64 out[16];

SEC("raw_tp/sys_enter") int reads_configuration(void *ctx)
{
	out[0] = LINUX_KERNEL_VERSION;
	out[1] = LINUX_HAS_BPF_COOKIE + LINUX_HAS_SYSCALL_WRAPPER + LINUX_NO_SUCH;
	out[2] = CONFIG_BPF_SYSCALL;
	out[3] = CONFIG_XDP_SOCKETS + CONFIG_NO_SUCH_TRISTATE;
	out[4] = CONFIG_BPF;
	out[5] = CONFIG_DEFAULT_HOSTNAME[0] + CONFIG_CC_VERSION_TEXT[1];
	out[6] = CONFIG_HZ + CONFIG_NR_CPUS + CONFIG_NO_SUCH_NUMBER;
	return 0;
}

SEC("raw_tp/sys_enter") int untyped_symbols(void *ctx)
{
	out[0] = (__u64)&schedule;
	out[1] = (__u64)&no_such_symbol;
	return 0;
}

SEC("raw_tp/sys_enter") int typed_symbols(void *ctx)
{
	const int *active = bpf_per_cpu_ptr(&bpf_prog_active, 0);

	out[0] = active ? *active : 0;
	out[1] = &runqueues ? (__u64)bpf_this_cpu_ptr(&runqueues) : 0;
	out[2] = &no_such_variable ? no_such_variable : 1;
	out[3] = (__u64)&wrong_type_runqueues;
	return 0;
}

SEC("syscall") int kernel_functions(void *ctx)
{
	struct task_struct *task;

	if (bpf_task_from_pid && bpf_task_release) {
		task = bpf_task_from_pid(1);
		if (task)
			bpf_task_release(task);
	}
	if (no_such_function)
		return no_such_function(1);
	return 0;
}

SEC("syscall") int flavours_of_functions(void *ctx)
{
	struct task_struct *task;

	if (bpf_task_from_pid___flavour && bpf_task_release) {
		task = bpf_task_from_pid___flavour(1);
		if (task)
			bpf_task_release(task);
	}
	if (bpf_task_release___wrong)
		bpf_task_release___wrong(1, 2);
	return 0;
}
