// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * LIBBPF_OPTS() and LIBBPF_OPTS_RESET() fill in every byte of an option struct, holes and tail included, on a
 * stack that held something else before; with a last comma or none; with one field or all.
 */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <string.h>

#include "tests/harness/test.h"

/* Holes behind flag and behind last, as a field of a later version may fill them. */
struct holes_opts {
	size_t sz;
	bool flag;
	const char *name;
	unsigned int last;
};

static void __attribute__((noinline)) dirty_stack(void)
{
	volatile unsigned char bytes[4096];

	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = 0xa5;
}

static void __attribute__((noinline)) check(const void *opts, size_t bytes, const void *wanted, int line)
{
	if (memcmp(opts, wanted, bytes))
		test_failed(__FILE__, line, "bytes that nobody set are not zero");
}

static void __attribute__((noinline)) with_holes(const char *name, unsigned int last)
{
	struct holes_opts wanted;
	LIBBPF_OPTS(holes_opts, none);
	LIBBPF_OPTS(holes_opts, all, .flag = true, .name = name, .last = last, );
	LIBBPF_OPTS(holes_opts, some, .last = last);

	memset(&wanted, 0, sizeof(wanted));
	wanted.sz = sizeof(wanted);
	check(&none, sizeof(none), &wanted, __LINE__);
	wanted.last = last;
	check(&some, sizeof(some), &wanted, __LINE__);
	wanted.flag = true;
	wanted.name = name;
	check(&all, sizeof(all), &wanted, __LINE__);

	LIBBPF_OPTS_RESET(some, .flag = true, .name = name, .last = last);
	check(&some, sizeof(some), &wanted, __LINE__);
	LIBBPF_OPTS_RESET(all);
	check(&all, sizeof(all), &none, __LINE__);
}

static void __attribute__((noinline)) with_a_tail(unsigned int value)
{
	unsigned char bytes[sizeof(struct bpf_prog_bind_opts)] = { 0 };
	size_t size = sizeof(struct bpf_prog_bind_opts);
	LIBBPF_OPTS(bpf_prog_bind_opts, opts, .flags = value);

	memcpy(bytes, &size, sizeof(size));
	memcpy(bytes + sizeof(size), &value, sizeof(value));
	check(&opts, sizeof(opts), bytes, __LINE__);
}

static void __attribute__((noinline)) without_other_bytes(void)
{
	LIBBPF_OPTS(bpf_link_create_opts, opts, .flags = 1, .tcx.relative_fd = 2, .tcx.expected_revision = 3);
	LIBBPF_OPTS(bpf_link_create_opts, same);

	same.flags = 1;
	same.tcx.relative_fd = 2;
	same.tcx.expected_revision = 3;
	check(&opts, sizeof(opts), &same, __LINE__);
}

#define PICK(...)               ___libbpf_overload(pick, __VA_ARGS__)
#define pick1(a)                1
#define pick2(a, b)             2
#define pick6(a, b, c, d, e, f) 6

int main(void)
{
	test_begin();
	dirty_stack();
	with_holes("name", 7);
	dirty_stack();
	with_a_tail(9);
	dirty_stack();
	without_other_bytes();
	CHECK_INT(PICK(x), 1);
	CHECK_INT(PICK(x, y), 2);
	CHECK_INT(PICK(1, 2, 3, 4, 5, 6), 6);
	CHECK_INT(BPF_TC_PARENT(0xffffu, 0xfff2u), 0xfffffff2);
	CHECK_INT(BPF_LOG_BUF_SIZE, 0xffffff);
	return test_end();
}
