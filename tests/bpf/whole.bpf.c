// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* What a load has to get right: CO-RE, configuration, symbols, subprograms, globals, maps in maps, tail calls. */
#include <linux/bpf.h>
#include <linux/ptrace.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>

char LICENSE[] SEC("license") = "GPL";

extern int LINUX_KERNEL_VERSION __kconfig;
extern unsigned long CONFIG_HZ __kconfig;
extern int CONFIG_NO_SUCH_OPTION __kconfig __weak;
extern const void schedule __ksym;
extern const void no_such_symbol __ksym __weak;

/* Ours: fields in another order, one that no kernel has, one that changed its place. */
struct task_struct___ours {
	int tgid;
	int no_such_field;
	int pid;
	struct task_struct___ours *group_leader;
} __attribute__((preserve_access_index));

enum bpf_map_type___ours {
	BPF_MAP_TYPE_RINGBUF___ours = 999,
	BPF_MAP_TYPE_NO_SUCH___ours = 998,
};

struct task_struct *bpf_task_from_pid(int pid) __ksym __weak;
void bpf_task_release(struct task_struct *task) __ksym __weak;

int tgid, leader, kernel_version, has_field, has_enumerator, ringbuf_type, sum, tail_called, inner_value;
unsigned long hz, schedule_address, missing_address = 1;
int missing_option = 1;
const volatile int factor = 2;
int data_variable = 5;

struct inner {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, int);
	__type(value, int);
} inner_map SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
	__uint(max_entries, 2);
	__type(key, int);
	__array(values, struct inner);
} outer SEC(".maps") = {
	.values = { [1] = &inner_map },
};

int on_tail(void *ctx);

struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, 2);
	__uint(key_size, 4);
	__array(values, int(void *));
} tails SEC(".maps") = {
	.values = { [1] = (void *)&on_tail },
};

static __noinline int multiply(int value)
{
	return value * factor;
}

__noinline int add_all(int a, int b)
{
	return multiply(a) + multiply(b) + data_variable;
}

static long count_one(__u32 index, void *context)
{
	*(int *)context += 1;
	return 0;
}

SEC("raw_tp/sys_enter") int on_whole(void *ctx)
{
	struct task_struct___ours *task = (void *)bpf_get_current_task();
	int one = 1, zero = 0, rounds = 0, *value;
	void *inner;

	tgid = BPF_CORE_READ(task, tgid);
	leader = BPF_CORE_READ(task, group_leader, pid);
	has_field = bpf_core_field_exists(task->no_such_field);
	if (has_field)
		sum = BPF_CORE_READ(task, no_such_field);
	has_enumerator = bpf_core_enum_value_exists(enum bpf_map_type___ours, BPF_MAP_TYPE_NO_SUCH___ours);
	ringbuf_type = bpf_core_enum_value(enum bpf_map_type___ours, BPF_MAP_TYPE_RINGBUF___ours);
	kernel_version = LINUX_KERNEL_VERSION;
	hz = CONFIG_HZ;
	missing_option = CONFIG_NO_SUCH_OPTION;
	schedule_address = (unsigned long)&schedule;
	missing_address = (unsigned long)&no_such_symbol;
	sum = add_all(3, 4);
	bpf_loop(3, count_one, &rounds, 0);
	sum += rounds;
	inner = bpf_map_lookup_elem(&outer, &one);
	value = inner ? bpf_map_lookup_elem(inner, &zero) : NULL;
	if (value)
		inner_value = *value;
	bpf_tail_call(ctx, &tails, 1);
	return 0;
}

SEC("raw_tp/sys_enter") int on_tail(void *ctx)
{
	tail_called = 1;
	return 0;
}

/* Refused: uses the field without asking for it. */
SEC("?raw_tp/sys_enter") int uses_missing_field(void *ctx)
{
	struct task_struct___ours *task = (void *)bpf_get_current_task();

	return BPF_CORE_READ(task, no_such_field);
}

/* Refused: reads through what may be NULL. */
SEC("?raw_tp/sys_enter") int reads_null(void *ctx)
{
	int *value = bpf_map_lookup_elem(&inner_map, &data_variable);

	return *value;
}
