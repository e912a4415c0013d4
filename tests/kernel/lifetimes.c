// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Objects, links, ring managers and what USDT links share are ended in every order. What is still there goes
 * on working: a link without its object still runs the program, a ring without either still gives what it
 * holds. The address sanitizer sees what the checks do not.
 */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <string.h>
#include <sys/sdt.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <xsk/object.h>

#include "tests/harness/test.h"

static struct bpf_object *object;
static struct bpf_link *call_link, *usdt_link, *other_usdt_link;
static struct ring_buffer *ring;
static struct user_ring_buffer *user_ring;
static struct perf_buffer *perf;
static int calls, usdts;

static __attribute__((noinline)) void fire(long one)
{
	DTRACE_PROBE1(xsk_test, three, one);
}

static int on_record(void *context, void *data, size_t size)
{
	++*(*(const unsigned long long *)data == 1 ? &calls : &usdts);
	return 0;
}

static void on_event(void *context, int cpu, void *data, __u32 size)
{
	++*(int *)context;
}

static int map_fd(const char *name)
{
	return bpf_map__fd(bpf_object__find_map_by_name(object, name));
}

static void open_and_load(void)
{
	struct bpf_map *rodata;
	size_t bytes;

	object = bpf_object__open(TEST_BPF_DIR "/lifetimes.clang.bpfel.o");
	REQUIRE(object);
	bpf_object__for_each_map(rodata, object)
	{
		if (strstr(bpf_map__name(rodata), ".rodata"))
			*(int *)bpf_map__initial_value(rodata, &bytes) = getpid();
	}
	if (bpf_object__load(object))
		test_failed(__FILE__, __LINE__, "load: %s", xsk_object__error(object)->text);
	REQUIRE(!test_has_failed());
}

static struct bpf_link *attach(const char *program)
{
	struct bpf_link *link = bpf_program__attach(bpf_object__find_program_by_name(object, program));

	if (!link)
		test_failed(__FILE__, __LINE__, "attach %s: %s", program, xsk_object__error(object)->text);
	REQUIRE(link);
	return link;
}

/* ---- the ends ---- */

static void end_object(void)
{
	bpf_object__close(object);
	object = NULL;
}

static void end_call_link(void)
{
	CHECK_INT(bpf_link__destroy(call_link), 0);
	call_link = NULL;
}

static void end_usdt_link(void)
{
	CHECK_INT(bpf_link__destroy(usdt_link), 0);
	usdt_link = NULL;
}

static void end_other_usdt_link(void)
{
	CHECK_INT(bpf_link__destroy(other_usdt_link), 0);
	other_usdt_link = NULL;
}

static void end_ring(void)
{
	ring_buffer__free(ring);
	ring = NULL;
}

static void end_user_ring(void)
{
	user_ring_buffer__free(user_ring);
	user_ring = NULL;
}

static void end_perf(void)
{
	perf_buffer__free(perf);
	perf = NULL;
}

/* What of it all still works, works. */
static void check_rest(void)
{
	calls = usdts = 0;
	syscall(SYS_getpgid, 0);
	fire(1);
	if (ring) {
		CHECK(ring_buffer__consume(ring) >= 0);
		CHECK_INT(calls, call_link ? 1 : 0);
		CHECK_INT(usdts, (usdt_link ? 1 : 0) + (other_usdt_link ? 1 : 0));
	}
	if (user_ring) {
		void *record = user_ring_buffer__reserve(user_ring, 8);

		CHECK(record || errno == ENOSPC);
		if (record)
			user_ring_buffer__discard(user_ring, record);
	}
	if (perf)
		CHECK(perf_buffer__consume(perf) >= 0);
	if (object)
		CHECK(bpf_program__fd(bpf_object__find_program_by_name(object, "on_call")) >= 0);
}

/* Runs @ends in each order; @begin makes it all anew. */
static void in_every_order(void (*begin)(void), void (*const *ends)(void), size_t count)
{
	unsigned int orders = 1;

	for (unsigned int i = 2; i <= count; i++)
		orders *= i;
	for (unsigned int order = 0; order < orders; order++) {
		unsigned int left = order, done = 0;

		begin();
		check_rest();
		for (size_t i = count; i; i--) {
			unsigned int nth = left % (unsigned int)i, at = 0;

			left /= (unsigned int)i;
			/* The nth of those that are not yet ended. */
			while (done >> at & 1 || nth--)
				at++;
			done |= 1u << at;
			ends[at]();
			check_rest();
		}
		REQUIRE(!test_has_failed());
	}
}

static void begin_ring(void)
{
	open_and_load();
	ring = ring_buffer__new(map_fd("records"), on_record, NULL, NULL);
	REQUIRE(ring);
	call_link = attach("on_call");
	usdt_link = attach("on_usdt");
}

static void begin_usdt(void)
{
	open_and_load();
	ring = ring_buffer__new(map_fd("records"), on_record, NULL, NULL);
	REQUIRE(ring);
	usdt_link = attach("on_usdt");
	other_usdt_link = attach("on_usdt");
}

static void begin_others(void)
{
	static int events;

	open_and_load();
	user_ring = user_ring_buffer__new(map_fd("orders"), NULL);
	perf = perf_buffer__new(map_fd("events"), 1, on_event, NULL, &events, NULL);
	REQUIRE(user_ring && perf);
	call_link = attach("on_call");
}

/* ---- what belongs to an object, and a caller may still hold ---- */

/*
 * A clone and a reused map outlive the object that they came from; two objects on one map end in either
 * order.
 */
static void shared_maps_and_clones(bool first_first)
{
	struct bpf_object *first, *second;
	int clone;

	open_and_load();
	first = object;
	second = bpf_object__open(TEST_BPF_DIR "/lifetimes.clang.bpfel.o");
	REQUIRE(second);
	CHECK_INT(bpf_map__reuse_fd(bpf_object__find_map_by_name(second, "records"), map_fd("records")), 0);
	CHECK_INT(bpf_object__load(second), 0);
	clone = bpf_program__clone(bpf_object__find_program_by_name(first, "on_call"), NULL);
	CHECK(clone >= 0);
	bpf_object__close(first_first ? first : second);
	bpf_object__close(first_first ? second : first);
	object = NULL;
	{
		struct bpf_prog_info info = { 0 };
		__u32 bytes = sizeof(info);

		CHECK_INT(bpf_prog_get_info_by_fd(clone, &info, &bytes), 0);
	}
	close(clone);
}

/* An object that was only opened, prepared, or failed to load ends at any of its stages. */
static void unfinished_objects(void)
{
	struct bpf_object *one = bpf_object__open(TEST_BPF_DIR "/lifetimes.clang.bpfel.o");

	REQUIRE(one);
	bpf_object__close(one);
	one = bpf_object__open(TEST_BPF_DIR "/lifetimes.clang.bpfel.o");
	CHECK_INT(bpf_object__prepare(one), 0);
	bpf_object__close(one);
	one = bpf_object__open(TEST_BPF_DIR "/lifetimes.clang.bpfel.o");
	CHECK_INT(bpf_map__set_max_entries(bpf_object__find_map_by_name(one, "orders"), 0), 0);
	CHECK(bpf_object__load(one) < 0);
	bpf_object__close(one);
	bpf_object__close(NULL);
	CHECK_INT(bpf_link__destroy(NULL), 0);
	ring_buffer__free(NULL);
	user_ring_buffer__free(NULL);
	perf_buffer__free(NULL);
}

int main(void)
{
	static void (*const with_ring[])(void) = { end_object, end_call_link, end_usdt_link, end_ring };
	static void (*const with_usdt[])(void) = { end_object, end_usdt_link, end_other_usdt_link, end_ring };
	static void (*const others[])(void) = { end_object, end_user_ring, end_perf, end_call_link };

	test_needs_root();
	libbpf_set_print(NULL);
	test_begin();
	in_every_order(begin_others, others, 4);
	shared_maps_and_clones(true);
	shared_maps_and_clones(false);
	unfinished_objects();
	in_every_order(begin_ring, with_ring, 4);
	in_every_order(begin_usdt, with_usdt, 4);
	return test_end();
}
