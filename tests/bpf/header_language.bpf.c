// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Every macro of bpf_helpers.h and bpf_endian.h; the program run_language checks what can be checked by running. */
#include "header_types.h"

#include <bpf/bpf_helpers.h>
#include <bpf/bpf_endian.h>

#define CHECK(condition) failures += !(condition)

int failures;
int sum; /* not on the stack, where the verifier would count along */

struct value {
	__u64 count;
	struct task_struct __kptr_untrusted *untrusted;
	struct task_struct __kptr *task;
	int __percpu_kptr *percpu;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 8);
	__uint(pinning, LIBBPF_PIN_NONE);
	__type(key, __u32);
	__type(value, __u64);
} counts SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, 1);
	__uint(key_size, sizeof(__u32));
	__array(values, int(void *));
} table SEC(".maps");

extern int LINUX_KERNEL_VERSION __kconfig;
extern enum libbpf_tristate CONFIG_BPF_SYSCALL __kconfig __weak;
extern const void no_such_symbol __ksym __weak;

__noinline int add(int a, int b)
{
	barrier_var(b);
	return a + b;
}

__weak int weak_global(void *ctx __arg_ctx)
{
	return ctx ? 3 : 4;
}

__hidden int hidden_global(int a)
{
	barrier();
	return a * 2;
}

struct outer {
	int before;
	struct inner {
		int x;
	} inner;
};

static __always_inline int language(void)
{
	struct outer outer = { .before = 7 };
	struct inner *inner = &outer.inner;

	CHECK(container_of(inner, struct outer, inner)->before == 7);
	CHECK(offsetof(struct outer, inner) == sizeof(int));
	CHECK(KERNEL_VERSION(5, 4, 300) == 0x504ff);
	CHECK(LINUX_KERNEL_VERSION >= KERNEL_VERSION(5, 10, 0));
	CHECK(likely(add(1, 2) == 3));
	CHECK(!unlikely(hidden_global(2) != 4));
	CHECK(!bpf_ksym_exists(&no_such_symbol));
	CHECK(CONFIG_BPF_SYSCALL == TRI_YES || CONFIG_BPF_SYSCALL == TRI_NO);
	return NULL != (void *)0;
}

static __always_inline void endian(void)
{
	volatile __u16 s = 0x1234;
	volatile __u32 l = 0x12345678;
	volatile __u64 q = 0x123456789abcdef0;
	union {
		__u64 quad;
		__u32 word;
		__u16 half;
		__u8 bytes[8];
	} u;

	u.half = bpf_htons(s);
	CHECK(u.bytes[0] == 0x12 && u.bytes[1] == 0x34);
	u.word = bpf_htonl(l);
	CHECK(u.bytes[0] == 0x12 && u.bytes[3] == 0x78);
	u.quad = bpf_cpu_to_be64(q);
	CHECK(u.bytes[0] == 0x12 && u.bytes[7] == 0xf0);
	CHECK(bpf_ntohs(bpf_htons(s)) == 0x1234 && bpf_ntohl(bpf_htonl(l)) == 0x12345678);
	CHECK(bpf_be64_to_cpu(bpf_cpu_to_be64(q)) == 0x123456789abcdef0);
	CHECK(bpf_htons(0x1234) == bpf_htons(s) && bpf_htonl(0x12345678) == bpf_htonl(l));
	CHECK(bpf_cpu_to_be64(0x123456789abcdef0) == bpf_cpu_to_be64(q));
	switch (bpf_htons(s)) {
	case bpf_htons(0x1234):
		break;
	default:
		failures++;
	}
}

static const __u16 constant_port = bpf_htons(443);

static __always_inline void printing(void)
{
	char text[64] = "";
	unsigned long long array[3];

	BPF_SNPRINTF(text, sizeof(text), "%d %s %d", 1, "x", 3);
	CHECK(text[0] == '1' && text[2] == 'x' && text[4] == '3');
	BPF_SNPRINTF(text, sizeof(text), "none");
	CHECK(text[0] == 'n');
	BPF_SNPRINTF(text, sizeof(text), "%d%d%d%d%d%d%d%d%d%d%d%d", 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1, 2);
	CHECK(text[0] == '1' && text[8] == '9' && text[11] == '2');
	bpf_printk("no argument");
	bpf_printk("%d %d %d", 1, 2, 3);
	bpf_printk("%d %d %d %d", 1, 2, 3, 4);
	___bpf_fill(array, 4, 5, 6);
	CHECK(array[0] == 4 && array[1] == 5 && array[2] == 6);
	CHECK(___bpf_narg() == 0 && ___bpf_narg(a) == 1 && ___bpf_narg(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12) == 12);
}

static __always_inline void loops(void)
{
	int i, *number;

	sum = 0;
	bpf_for(i, 0, 10)
		sum += i;
	CHECK(sum == 45);
	bpf_for(i, 3, 100) {
		if (i == 5)
			break;
		sum++;
	}
	CHECK(sum == 47);
	bpf_repeat(5)
		sum++;
	CHECK(sum == 52);
	bpf_for_each(num, number, 10, 12)
		sum += *number;
	CHECK(sum == 73);
	bpf_for(i, 5, 5)
		sum = 0;
	CHECK(sum == 73);
}

SEC("syscall")
int run_language(void *ctx)
{
	__u32 key = 1;
	__u64 value = 2, *found;

	failures = 0;
	CHECK(!bpf_map_update_elem(&counts, &key, &value, BPF_ANY));
	found = bpf_map_lookup_elem(&counts, &key);
	CHECK(found && *found == 2);
	language();
	endian();
	printing();
	loops();
	CHECK(weak_global(ctx) == 3);
	CHECK(constant_port == bpf_htons(443));
	return failures;
}

SEC("socket")
int tail(struct __sk_buff *ctx)
{
	bpf_tail_call_static(ctx, &table, 0);
	return 1;
}

SEC("iter/task")
int iterate(struct bpf_iter__task *ctx)
{
	struct seq_file *seq = ctx->meta->seq;

	BPF_SEQ_PRINTF(seq, "nothing\n");
	BPF_SEQ_PRINTF(seq, "%d %d\n", 1, 2);
	return 0;
}

#ifdef WITH_STREAMS
SEC("syscall")
int stream(void *ctx)
{
	bpf_stream_printk(1, "two: %d %d\n", 1, 2);
	return bpf_stream_printk(2, "none\n");
}
#endif

#if !defined(__clang__) || __clang_major__ > 14
/* __uptr, and the tags of arguments that clang 14 knows but nobody checked there. */
struct with_user_pointer {
	int __uptr *user;
};

__weak int tagged(int *a __arg_nonnull, int *b __arg_nullable, struct task_struct *c __arg_trusted,
	struct task_struct *d __arg_untrusted)
{
	struct with_user_pointer with = {};

	return a && !b && c && d && !with.user;
}
#endif

char LICENSE[] SEC("license") = "GPL";
