/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* What the sources here need of BPF, for clang -target bpf without any other header. */
#ifndef TESTS_BPF_ATTRIBUTES_H
#define TESTS_BPF_ATTRIBUTES_H

typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long long u64;

#define SECTION(name) __attribute__((section(name), used))
#define NUMBER(name, value) int (*name)[value]
#define TYPE(name, type) __typeof__(type) *name
#define ELEMENTS(name, type) __typeof__(type) *name[]
#define WIDE(name, value) enum { wide_##name = value } name
#define NOINLINE __attribute__((noinline))
#define HIDDEN __attribute__((visibility("hidden")))
#define WEAK __attribute__((weak))
#define KCONFIG __attribute__((section(".kconfig")))
#define KSYM __attribute__((section(".ksyms")))

enum {
	MAP_HASH = 1,
	MAP_ARRAY = 2,
	MAP_PROG_ARRAY = 3,
	MAP_PERCPU_ARRAY = 6,
	MAP_ARRAY_OF_MAPS = 12,
	MAP_HASH_OF_MAPS = 13,
	MAP_RINGBUF = 27,
	MAP_BLOOM_FILTER = 30,
	MAP_ARENA = 33,
};

static void *(*const map_lookup_elem)(void *map, const void *key) = (void *)1;
static long (*const tail_call)(void *ctx, void *map, u32 index) = (void *)12;
static long (*const loop)(u32 count, void *callback, void *ctx, u64 flags) = (void *)181;

#endif
