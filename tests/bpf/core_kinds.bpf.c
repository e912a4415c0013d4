// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Every CO-RE kind, found and not found, in each sort of instruction that can carry one; and the rules for
 * names, nesting, arrays, sizes and signs. One program each, so that one that is refused leaves the others
 * comparable.
 */
#include <linux/types.h>
#define __VMLINUX_H__
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>

#define CORE __attribute__((preserve_access_index))

char LICENSE[] SEC("license") = "GPL";

struct list_head___ours {
	struct list_head___ours *prev, *next;
} CORE;

struct mm_struct___ours {
	unsigned long no_such_field;
	unsigned long start_code;
} CORE;

struct task_struct___ours {
	char comm[16];
	int tgid, pid;
	struct mm_struct___ours *mm;
	struct task_struct___ours *group_leader;
	struct list_head___ours tasks;
	unsigned int in_execve : 1;
	unsigned int in_iowait : 1;
	int no_such_field;
	/* Another size, and another sign. */
	unsigned long flags;
	__u16 exit_code;
} CORE;

/* A name with underscores that is no flavour, and one that nobody has. */
struct no_such_type___x {
	int field;
} CORE;

/* A union of unnamed members in the kernel. */
struct sk_buff___ours {
	unsigned int len;
	__u16 protocol;
	__u8 pkt_type : 3;
	__u8 cloned : 1;
	unsigned char *head;
	struct sk_buff___ours *next;
	char cb[48];
} CORE;

struct sock_filter___ours {
	__u32 k;
	__u16 code;
} CORE;

struct bpf_insn___ours {
	__u8 code;
	__u8 dst_reg : 4, src_reg : 4;
	__s16 off;
	__s32 imm;
} CORE;

/* An array that is flexible there. */
struct bpf_prog_array___ours {
	int items[0];
} CORE;

enum bpf_map_type___ours {
	BPF_MAP_TYPE_HASH___x = 77,
	BPF_MAP_TYPE_ARENA___x = 78,
	BPF_MAP_TYPE_NO_SUCH___x = 79,
};

enum no_such_enum {
	NO_SUCH_VALUE = 5,
};

/* 64 bits in the kernel where it has them. */
enum bpf_link_type___ours {
	BPF_LINK_TYPE_XDP___x = 0x7777,
};

typedef int pid_t___ours;
typedef struct list_head___ours list_typedef___ours;
typedef unsigned long size_t___ours;
typedef int (*no_such_typedef___ours)(int);

int found[64];

#define TASK ((struct task_struct___ours *)bpf_get_current_task())

SEC("raw_tp/sys_enter") int field_offsets(void *ctx)
{
	struct task_struct___ours *task = TASK;
	struct sk_buff___ours *skb = (void *)task;

	found[0] = BPF_CORE_READ(task, pid);
	found[1] = BPF_CORE_READ(task, group_leader, tgid);
	found[2] = BPF_CORE_READ(task, mm, start_code);
	found[3] = BPF_CORE_READ(task, tasks.next) != 0;
	found[4] = BPF_CORE_READ(task, comm[3]);
	found[5] = bpf_core_field_offset(skb->protocol) + bpf_core_field_offset(skb->cb[7]);
	found[6] = bpf_core_field_offset(skb->next);
	return 0;
}

SEC("raw_tp/sys_enter") int field_questions(void *ctx)
{
	struct task_struct___ours *task = TASK;
	struct no_such_type___x *nothing = (void *)task;

	found[0] = bpf_core_field_exists(task->pid);
	found[1] = bpf_core_field_exists(task->no_such_field);
	found[2] = bpf_core_field_exists(nothing->field);
	found[3] = bpf_core_field_exists(task->mm->no_such_field);
	found[4] = bpf_core_field_size(task->comm) + bpf_core_field_size(task->comm[2]);
	found[5] = bpf_core_field_size(task->flags);
	found[6] = bpf_core_field_size(task->tasks);
	return 0;
}

SEC("raw_tp/sys_enter") int field_missing(void *ctx)
{
	struct task_struct___ours *task = TASK;

	if (bpf_core_field_exists(task->no_such_field)) {
		found[0] = BPF_CORE_READ(task, no_such_field);
		found[1] = bpf_core_field_size(task->no_such_field);
		found[2] = bpf_core_field_offset(task->no_such_field);
		found[3] = __builtin_preserve_field_info(task->no_such_field, BPF_FIELD_SIGNED);
	}
	return 0;
}

SEC("raw_tp/sys_enter") int bit_fields(void *ctx)
{
	struct task_struct___ours *task = TASK;
	struct sk_buff___ours *skb = (void *)task;
	struct bpf_insn___ours *insn = (void *)task;

	found[0] = BPF_CORE_READ_BITFIELD_PROBED(task, in_execve);
	found[1] = BPF_CORE_READ_BITFIELD_PROBED(task, in_iowait);
	found[2] = BPF_CORE_READ_BITFIELD_PROBED(skb, pkt_type);
	found[3] = BPF_CORE_READ_BITFIELD_PROBED(skb, cloned);
	found[4] = BPF_CORE_READ_BITFIELD_PROBED(insn, src_reg);
	found[5] = BPF_CORE_READ_BITFIELD_PROBED(insn, imm);
	found[6] = __builtin_preserve_field_info(insn->off, BPF_FIELD_SIGNED);
	found[7] = __builtin_preserve_field_info(insn->dst_reg, BPF_FIELD_SIGNED);
	found[8] = __builtin_preserve_field_info(insn->off, BPF_FIELD_LSHIFT_U64);
	found[9] = __builtin_preserve_field_info(insn->imm, BPF_FIELD_RSHIFT_U64);
	return 0;
}

/* Loads and stores themselves carry the offset; sizes follow the kernel's where signs allow it. */
SEC("tp_btf/sched_switch") int direct_access(unsigned long *ctx)
{
	struct task_struct___ours *task = (void *)ctx[1];

	found[0] = task->pid;
	found[1] = task->flags;
	found[2] = task->tgid;
	return 0;
}

SEC("tp_btf/sched_switch") int size_with_sign(unsigned long *ctx)
{
	struct task_struct___ours *task = (void *)ctx[1];

	found[0] = task->exit_code;
	return 0;
}

struct __sk_buff___ours {
	__u64 mark;
	__u64 priority;
} CORE;

SEC("tc") int narrow_store(struct __sk_buff___ours *skb)
{
	skb->mark = 5;
	skb->priority = skb->mark;
	return 0;
}

SEC("raw_tp/sys_enter") int types(void *ctx)
{
	found[0] = bpf_core_type_exists(struct task_struct___ours);
	found[1] = bpf_core_type_exists(struct no_such_type___x);
	found[2] = bpf_core_type_exists(pid_t___ours);
	found[3] = bpf_core_type_exists(list_typedef___ours);
	found[4] = bpf_core_type_exists(no_such_typedef___ours);
	found[5] = bpf_core_type_exists(enum bpf_map_type___ours);
	found[6] = bpf_core_type_size(struct list_head___ours);
	found[7] = bpf_core_type_size(struct no_such_type___x);
	found[8] = bpf_core_type_size(size_t___ours);
	found[9] = bpf_core_type_size(enum bpf_map_type___ours);
	return 0;
}

SEC("raw_tp/sys_enter") int type_ids(void *ctx)
{
	found[0] = bpf_core_type_id_local(struct task_struct___ours) != 0;
	found[1] = bpf_core_type_id_kernel(struct task_struct___ours);
	found[2] = bpf_core_type_id_kernel(struct no_such_type___x);
	found[3] = bpf_core_type_id_kernel(struct list_head___ours);
	return 0;
}

SEC("raw_tp/sys_enter") int enumerators(void *ctx)
{
	found[0] = bpf_core_enum_value_exists(enum bpf_map_type___ours, BPF_MAP_TYPE_HASH___x);
	found[1] = bpf_core_enum_value_exists(enum bpf_map_type___ours, BPF_MAP_TYPE_NO_SUCH___x);
	found[2] = bpf_core_enum_value_exists(enum no_such_enum, NO_SUCH_VALUE);
	found[3] = bpf_core_enum_value(enum bpf_map_type___ours, BPF_MAP_TYPE_ARENA___x);
	found[4] = bpf_core_enum_value(enum bpf_link_type___ours, BPF_LINK_TYPE_XDP___x);
	if (found[1])
		found[5] = bpf_core_enum_value(enum bpf_map_type___ours, BPF_MAP_TYPE_NO_SUCH___x);
	return 0;
}

/* Reached although nothing is there: refused. */
SEC("raw_tp/sys_enter") int missing_reached(void *ctx)
{
	found[0] = bpf_core_field_size(TASK->no_such_field);
	return 0;
}

SEC("raw_tp/sys_enter") int missing_enumerator(void *ctx)
{
	found[0] = bpf_core_enum_value(enum no_such_enum, NO_SUCH_VALUE);
	return 0;
}

/* Out of the array's bounds there. */
SEC("raw_tp/sys_enter") int array_bounds(void *ctx)
{
	struct list_head___ours (*lists)[4] = (void *)ctx;

	found[0] = bpf_core_field_exists(TASK->comm[15]);
	found[1] = BPF_CORE_READ(&(*lists)[2], next) != 0;
	return 0;
}

#if __clang_major__ > 14
struct list_head___match {
	struct list_head *next;
};

struct list_head___other {
	int next;
};

enum bpf_map_type___match {
	BPF_MAP_TYPE_HASH___match = 77,
};

SEC("raw_tp/sys_enter") int matches(void *ctx)
{
	found[0] = bpf_core_type_matches(struct list_head___match);
	found[1] = bpf_core_type_matches(struct list_head___other);
	found[2] = bpf_core_type_matches(enum bpf_map_type___match);
	found[3] = bpf_core_type_matches(pid_t___ours);
	found[4] = bpf_core_type_matches(struct no_such_type___x);
	found[5] = bpf_core_type_matches(list_typedef___ours);
	return 0;
}
#endif
