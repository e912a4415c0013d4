// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* One object with every sort of thing that an object file can hold; opened by tests, never loaded. */
#include "attributes.h"

/* ---- maps ---- */

struct value {
	u64 count;
	u32 flags[3];
};

struct {
	NUMBER(type, MAP_HASH);
	NUMBER(max_entries, 1000);
	NUMBER(map_flags, 1);
	NUMBER(numa_node, 2);
	TYPE(key, u32);
	TYPE(value, struct value);
	NUMBER(pinning, 1);
} counters SECTION(".maps");

struct {
	NUMBER(type, MAP_RINGBUF);
	NUMBER(max_entries, 5000);
} events SECTION(".maps");

struct {
	NUMBER(type, MAP_BLOOM_FILTER);
	NUMBER(value_size, 8);
	NUMBER(max_entries, 10);
	NUMBER(map_extra, 3);
} bloom SECTION(".maps");

struct inner {
	NUMBER(type, MAP_ARRAY);
	NUMBER(key_size, 4);
	NUMBER(value_size, 16);
	NUMBER(max_entries, 1);
} first SECTION(".maps"), second SECTION(".maps");

struct {
	NUMBER(type, MAP_ARRAY_OF_MAPS);
	NUMBER(max_entries, 4);
	NUMBER(key_size, 4);
	ELEMENTS(values, struct inner);
} outer SECTION(".maps") = {
	.values = { [1] = (void *)&first, [3] = (void *)&second },
};

int entry(void *ctx);
int other(void *ctx);

struct {
	NUMBER(type, MAP_PROG_ARRAY);
	NUMBER(max_entries, 3);
	NUMBER(key_size, 4);
	ELEMENTS(values, int(void *));
} jumps SECTION(".maps") = {
	.values = { [0] = (void *)&entry, [2] = (void *)&other },
};

/* ---- data ---- */

u32 zeroed[4];
u64 filled = 0x1122334455667788;
static volatile u32 hidden_from_others = 7;
const volatile u32 limit = 42;
u32 named SECTION(".data.named") = 5;
const u32 constant SECTION(".rodata.constant") = 6;
HIDDEN u32 hidden_variable = 8;

/* ---- externs ---- */

enum libbpf_tristate { TRI_NO, TRI_YES, TRI_MODULE };

extern u32 LINUX_KERNEL_VERSION KCONFIG;
extern _Bool CONFIG_BPF_SYSCALL KCONFIG;
extern enum libbpf_tristate CONFIG_XDP_SOCKETS KCONFIG WEAK;
extern char CONFIG_DEFAULT_HOSTNAME[16] KCONFIG WEAK;
extern u64 CONFIG_HZ KCONFIG;
extern char CONFIG_LETTER KCONFIG WEAK;
extern const void bpf_prog_active KSYM;
extern const int runqueues KSYM WEAK;
extern u64 bpf_kfunc_example(u64 a, u32 b) KSYM WEAK;

/* ---- programs ---- */

struct counter {
	u32 old_name;
	u64 packets;
} __attribute__((preserve_access_index));

NOINLINE int global_function(int x)
{
	return x + zeroed[1];
}

static NOINLINE int static_function(int x)
{
	__asm__ volatile("" : "+r"(x));
	return global_function(x) - hidden_from_others;
}

HIDDEN NOINLINE int hidden_function(struct counter *counter)
{
	return counter->packets + hidden_variable;
}

static int callback(u32 index, void *ctx)
{
	return index + limit;
}

SECTION("xdp") int entry(void *ctx)
{
	struct counter counter = { 0 };
	u32 key = 1;
	struct value *value = map_lookup_elem(&counters, &key);

	if (value)
		value->count += filled + named + constant;
	tail_call(ctx, &jumps, 1);
	return static_function(3) + global_function(4) + hidden_function(ctx);
}

SECTION("xdp") int other(void *ctx)
{
	loop(10, callback, ctx, 0);
	if (bpf_kfunc_example)
		return bpf_kfunc_example(1, 2);
	return (long)&bpf_prog_active + (&runqueues ? runqueues : 0);
}

SECTION("?kprobe/do_exit") int configured(void *ctx)
{
	return LINUX_KERNEL_VERSION + CONFIG_BPF_SYSCALL + CONFIG_XDP_SOCKETS + CONFIG_DEFAULT_HOSTNAME[2] +
	       CONFIG_HZ + CONFIG_LETTER + (map_lookup_elem(&outer, ctx) != 0) +
	       (map_lookup_elem(&events, ctx) != 0) + (map_lookup_elem(&bloom, ctx) != 0);
}

/* ---- struct_ops ---- */

SECTION("struct_ops/init") int ops_init(u64 *ctx)
{
	return 0;
}

SECTION("struct_ops/release") int ops_release(u64 *ctx)
{
	return 1;
}

struct example_ops {
	u32 flags;
	int (*init)(void *);
	int (*unused)(void *);
	int (*release)(void *);
	char name[8];
};

struct example_ops plain_ops SECTION(".struct_ops") = {
	.flags = 9,
	.init = (void *)ops_init,
	.release = (void *)ops_release,
	.name = "plain",
};

struct example_ops linked_ops SECTION("?.struct_ops.link") = {
	.release = (void *)ops_release,
	.name = "linked",
};

char license_text[] SECTION("license") = "Dual BSD/GPL";
u32 version_number SECTION("version") = 0x50a00;
