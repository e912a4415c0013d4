// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Every macro of bpf_core_read.h; the program run_core_read checks what it can by running. */
#include "header_types.h"

#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>

#define CHECK(condition) failures += !(condition)

/* bpf-gcc has reads from 12 on, the rest from 14 on. */
#if defined(__clang__) || __GNUC__ >= 14
#define ASKS_AND_BITS
#endif

int failures;

/* Of our own, no relocation: for the BPF_PROBE_ macros. */
struct chain {
	struct chain *next;
	int number;
	char text[8];
} __attribute__((aligned(8)));

static __always_inline void reads(struct task_struct *task)
{
	int pid = 0, tgid;
	char comm[16] = "", other[16] = "";
	struct task_struct *leader;

	CHECK(!bpf_core_read(&pid, sizeof(pid), &task->pid));
	CHECK(pid == (int)bpf_get_current_pid_tgid());
	CHECK(BPF_CORE_READ(task, pid) == pid);
	tgid = BPF_CORE_READ(task, group_leader, tgid);
	CHECK(tgid == (int)(bpf_get_current_pid_tgid() >> 32));
	CHECK(!BPF_CORE_READ_INTO(&tgid, task, group_leader, group_leader, group_leader, group_leader, pid));
	CHECK(tgid == (int)(bpf_get_current_pid_tgid() >> 32));
	leader = BPF_CORE_READ(task, group_leader, group_leader, group_leader, group_leader, group_leader,
		group_leader, group_leader, group_leader, group_leader);
	CHECK(leader == BPF_CORE_READ(task, group_leader));
	CHECK(bpf_core_read_str(comm, sizeof(comm), &task->comm) > 1);
	CHECK(BPF_CORE_READ_STR_INTO(&other, task, group_leader, comm) > 1);
	CHECK(comm[0] && other[0]);
	CHECK(BPF_CORE_READ(task, comm[0]) == comm[0]);
}

/* What the test has prepared in its own memory: kernel types, and chain. */
struct arguments {
	struct list_head *list; /* three, each one's prev is the one before; the first's points nowhere */
	struct new_utsname *names;
	struct chain *chain;
};

static __always_inline void user_reads(struct arguments *user)
{
	struct list_head copy = { 0 }, *list = user->list, *last;
	struct new_utsname *names = user->names;
	struct chain *chain = user->chain;
	char text[16] = "";
	int number;

	CHECK(!bpf_core_read_user(&copy.next, sizeof(copy.next), &list->next));
	CHECK(BPF_CORE_READ_USER(list, next, prev) == list);
	last = BPF_CORE_READ_USER(list, next, next);
	CHECK(last && BPF_CORE_READ_USER(last, prev, prev) == list);
	CHECK(!BPF_CORE_READ_USER_INTO(&copy.prev, list, next, next, prev) && copy.prev == copy.next);
	CHECK(bpf_core_read_user_str(text, sizeof(text), &names->sysname) == 6 && text[4] == 'x');
	text[4] = 0;
	CHECK(BPF_CORE_READ_USER_STR_INTO(&text, names, sysname) == 6 && text[4] == 'x');
	CHECK(BPF_PROBE_READ_USER(chain, next, next, number) == 3);
	CHECK(!BPF_PROBE_READ_USER_INTO(&number, chain, next, number) && number == 2);
	CHECK(BPF_PROBE_READ_USER_STR_INTO(&text, chain, next, next, text) == 6 && text[0] == 't' && text[4] == 'e');
}

static __always_inline void probe_reads(void)
{
	struct chain last = { NULL, 3, "three" }, middle = { &last, 2, "two" }, first = { &middle, 1, "one" };
	struct chain *at = &first;
	char text[8] = "";
	int number = 0;

	barrier_var(at);
	CHECK(BPF_PROBE_READ(at, number) == 1);
	CHECK(BPF_PROBE_READ(at, next, next, number) == 3);
	CHECK(!BPF_PROBE_READ_INTO(&number, at, next, number) && number == 2);
	CHECK(BPF_PROBE_READ_STR_INTO(&text, at, next, text) == 4 && text[1] == 'w');
}

#ifdef ASKS_AND_BITS
static __always_inline void questions(struct task_struct *task)
{
	struct task_struct___other_kernel *other = (void *)task;

	CHECK(bpf_core_field_exists(task->pid));
	CHECK(bpf_core_field_exists(struct task_struct, comm));
	CHECK(!bpf_core_field_exists(other->no_such_field));
	CHECK(bpf_core_field_size(task->comm) == 16);
	CHECK(bpf_core_field_size(struct task_struct, pid) == 4);
	CHECK(bpf_core_field_offset(task->pid) != bpf_core_field_offset(struct task_struct, tgid));
	CHECK(bpf_core_type_exists(struct task_struct));
	CHECK(!bpf_core_type_exists(struct no_such_struct));
	CHECK(bpf_core_type_size(struct task_struct) > 1000);
	CHECK(bpf_core_type_size(struct no_such_struct) == 0);
	CHECK(bpf_core_type_id_local(struct task_struct) > 0);
	CHECK(bpf_core_type_id_kernel(struct task_struct) > 0);
	CHECK(bpf_core_enum_value_exists(enum bpf_map_type, BPF_MAP_TYPE_ARRAY));
	CHECK(!bpf_core_enum_value_exists(enum here_only, NOT_IN_THE_KERNEL));
	CHECK(bpf_core_enum_value(enum bpf_map_type___kernel, BPF_MAP_TYPE_ARRAY___kernel) == BPF_MAP_TYPE_ARRAY);
#if !defined(__clang__) || __clang_major__ > 14
	CHECK(!bpf_core_type_matches(struct no_such_struct));
	CHECK(bpf_core_type_matches(struct list_head));
	CHECK(!bpf_core_type_matches(struct list_head___wrong));
#endif
}

static __always_inline void bit_fields(struct task_struct *task)
{
	struct iphdr ip = { .ihl = 5, .version = 4, .tos = 0xff };
	struct tcphdr tcp = { .doff = 9, .syn = 1, .source = 0xffff };
	struct perf_event_attr attr = { .type = 7, .precise_ip = 2, .inherit = 1 };

	CHECK(BPF_CORE_READ_BITFIELD(&ip, ihl) == 5 && BPF_CORE_READ_BITFIELD(&ip, version) == 4);
	CHECK(BPF_CORE_READ_BITFIELD(&ip, tos) == 0xff);
	CHECK(BPF_CORE_READ_BITFIELD(&tcp, doff) == 9 && BPF_CORE_READ_BITFIELD(&tcp, syn) == 1);
	CHECK(BPF_CORE_READ_BITFIELD(&tcp, fin) == 0);
	CHECK(BPF_CORE_READ_BITFIELD(&attr, precise_ip) == 2 && BPF_CORE_READ_BITFIELD(&attr, inherit) == 1);
	CHECK(BPF_CORE_READ_BITFIELD_PROBED(&ip, version) == 4 && BPF_CORE_READ_BITFIELD_PROBED(&tcp, doff) == 9);
	CHECK(BPF_CORE_READ_BITFIELD_PROBED(&attr, precise_ip) == 2);
	CHECK(BPF_CORE_READ_BITFIELD_PROBED(task, in_execve) == 0);

	/* Only the field changes; what is too long for it is cut. */
	BPF_CORE_WRITE_BITFIELD(&ip, ihl, 0xfa);
	BPF_CORE_WRITE_BITFIELD(&ip, tos, 0x112);
	BPF_CORE_WRITE_BITFIELD(&tcp, syn, 0);
	BPF_CORE_WRITE_BITFIELD(&tcp, fin, 1);
	BPF_CORE_WRITE_BITFIELD(&tcp, dest, 0x1234);
	BPF_CORE_WRITE_BITFIELD(&attr, precise_ip, 1);
	BPF_CORE_WRITE_BITFIELD(&attr, disabled, 1);
	CHECK(ip.ihl == 10 && ip.version == 4 && ip.tos == 0x12);
	CHECK(tcp.doff == 9 && tcp.syn == 0 && tcp.fin == 1 && tcp.source == 0xffff && tcp.dest == 0x1234);
	CHECK(attr.type == 7 && attr.precise_ip == 1 && attr.inherit == 1 && attr.disabled == 1);
}
#endif

SEC("syscall")
int run_core_read(struct arguments *ctx)
{
	struct task_struct *task = (void *)bpf_get_current_task();

	failures = 0;
	reads(task);
	user_reads(ctx);
	probe_reads();
#ifdef ASKS_AND_BITS
	questions(task);
	bit_fields(task);
	CHECK(bpf_core_cast(task, struct task_struct)->pid == (int)bpf_get_current_pid_tgid());
#endif
	return failures;
}

char LICENSE[] SEC("license") = "GPL";
