// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Threads that open, load, attach and close objects of their own at once, each with what the process shares:
 * the kernel's BTF and its index, capabilities, the print callback, batches of links. What each object does
 * is right; the thread sanitizer sees the rest (suite threads).
 */
#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/sdt.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <xsk/object.h>

#include "tests/harness/test.h"

enum { ROUNDS = 6, LINKS = 6, RING_BYTES = 4096 };

static pthread_barrier_t start;
static _Atomic unsigned long messages;

static void say(const char *what, const char *why)
{
	static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

	pthread_mutex_lock(&lock);
	test_failed(__FILE__, __LINE__, "%s: %s", what, why);
	pthread_mutex_unlock(&lock);
}

/* From any thread, unlike CHECK. */
#define MUST(condition)                                   \
	do {                                              \
		if (!(condition))                         \
			say(#condition, strerror(errno)); \
	} while (0)

/* An object in which only the named programs are loaded. */
static struct bpf_object *load(const char *file, const char *const *programs, size_t count)
{
	struct bpf_object *object = bpf_object__open(file);
	struct bpf_program *program;

	if (!object) {
		say("open", file);
		return NULL;
	}
	bpf_object__for_each_program(program, object)
	{
		bool wanted = !programs && bpf_program__autoload(program);

		for (size_t i = 0; i < count; i++)
			wanted |= !strcmp(bpf_program__name(program), programs[i]);
		bpf_program__set_autoload(program, wanted);
	}
	if (bpf_object__load(object))
		say(file, xsk_object__error(object)->text);
	return object;
}

/* CO-RE, kconfig, symbols: the first to come walks the kernel's BTF, the others ask for the same names. */
static void *load_whole(void *argument)
{
	pthread_barrier_wait(&start);
	for (int i = 0; i < ROUNDS; i++) {
		struct bpf_object *object = load(TEST_BPF_DIR "/whole.clang.bpfel.o", NULL, 0);
		struct bpf_link *link =
			object ? bpf_program__attach(bpf_object__find_program_by_name(object, "on_whole"))
			       : NULL;

		MUST(link);
		syscall(SYS_getpgid, 0);
		if (i & 1) {
			bpf_link__destroy(link);
			bpf_object__close(object);
		} else {
			bpf_object__close(object);
			bpf_link__destroy(link);
		}
	}
	return NULL;
}

static __attribute__((noinline)) void fire(int one, long two)
{
	DTRACE_PROBE3(xsk_test, three, one, two, 7);
}

/* Links whose end waits for the kernel: ended together, by threads of the library, or in the background. */
static void *attach_many(void *argument)
{
	static const char *const names[] = { "on_usdt", "on_raw_tracepoint" };

	pthread_barrier_wait(&start);
	for (int i = 0; i < 2; i++) {
		struct bpf_object *object = load(TEST_BPF_DIR "/hooks.clang.bpfel.o", names, 2);
		struct bpf_link *links[LINKS] = { NULL };

		for (int j = 0; object && j < LINKS; j++) {
			const struct bpf_program *program =
				bpf_object__find_program_by_name(object, names[j % 2]);

			links[j] = j % 2 ? bpf_program__attach(program)
					 : bpf_program__attach_usdt(
						   program, 0, "/proc/self/exe", "xsk_test", "three", NULL);
			MUST(links[j]);
		}
		fire(1, 2);
		if (i)
			bpf_object__close(object);
		MUST(!xsk_links__destroy(links, LINKS, i ? XSK_DETACH_BACKGROUND : 0));
		if (!i)
			bpf_object__close(object);
	}
	xsk_links__wait();
	return NULL;
}

static int count_message(enum libbpf_print_level level, const char *format, va_list args)
{
	char text[512];

	vsnprintf(text, sizeof(text), format, args);
	atomic_fetch_add_explicit(&messages, 1, memory_order_relaxed);
	return 0;
}

static int ignore_message(enum libbpf_print_level level, const char *format, va_list args)
{
	return 0;
}

/* Failures that print, while the callback changes. */
static void *fail_and_print(void *argument)
{
	pthread_barrier_wait(&start);
	for (int i = 0; i < 20 * ROUNDS; i++) {
		libbpf_print_fn_t before = libbpf_set_print(i % 3 ? count_message : ignore_message);

		MUST(before == count_message || before == ignore_message);
		MUST(!bpf_object__open_mem("no object", 9, NULL) && errno);
		MUST(!bpf_object__open("/nonexistent/object.o") && errno == ENOENT);
	}
	return NULL;
}

/* Names that nobody else asks for, functions among them; the whole; what the kernel can. */
static void *ask_the_kernel(void *argument)
{
	pthread_barrier_wait(&start);
	for (int i = 0; i < ROUNDS; i++) {
		struct btf *btf = btf__load_vmlinux_btf();
		char name[32];

		MUST(btf);
		MUST(btf__find_by_name_kind(btf, "task_struct", BTF_KIND_STRUCT) > 0);
		btf__free(btf);
		MUST(libbpf_find_vmlinux_btf_id("bpf_fentry_test1", BPF_TRACE_FENTRY) != 0);
		snprintf(name, sizeof(name), "no_such_function_%d", i);
		MUST(libbpf_find_vmlinux_btf_id(name, BPF_TRACE_FENTRY) < 0);
		MUST(libbpf_probe_bpf_prog_type(BPF_PROG_TYPE_XDP, NULL) == 1);
		MUST(libbpf_probe_bpf_map_type(BPF_MAP_TYPE_ARRAY, NULL) == 1);
		MUST(libbpf_num_possible_cpus() > 0);
	}
	return NULL;
}

static int on_record(void *context, void *data, size_t size)
{
	++*(int *)context;
	return 0;
}

/* Rings of its own. */
static void *use_rings(void *argument)
{
	pthread_barrier_wait(&start);
	for (int i = 0; i < 4 * ROUNDS; i++) {
		int map_fd = bpf_map_create(BPF_MAP_TYPE_RINGBUF, "ring", 0, 0, RING_BYTES, NULL), count = 0;
		int user_fd = bpf_map_create(BPF_MAP_TYPE_USER_RINGBUF, "user", 0, 0, RING_BYTES, NULL);
		struct ring_buffer *ring = ring_buffer__new(map_fd, on_record, &count, NULL);
		struct user_ring_buffer *user = user_ring_buffer__new(user_fd, NULL);
		void *record = user ? user_ring_buffer__reserve(user, 16) : NULL;

		MUST(ring && record);
		MUST(ring_buffer__poll(ring, 0) == 0 && !count);
		if (record)
			user_ring_buffer__submit(user, record);
		close(map_fd);
		ring_buffer__free(ring);
		user_ring_buffer__free(user);
		close(user_fd);
	}
	return NULL;
}

int main(void)
{
	static void *(*const bodies[])(void *) = { load_whole, load_whole, attach_many, attach_many,
		fail_and_print, ask_the_kernel, use_rings };
	enum { THREADS = sizeof(bodies) / sizeof(*bodies) };
	pthread_t threads[THREADS];

	test_needs_root();
	test_begin();
	libbpf_set_print(ignore_message);
	pthread_barrier_init(&start, NULL, THREADS);
	for (int i = 0; i < THREADS; i++)
		REQUIRE(!pthread_create(&threads[i], NULL, bodies[i], NULL));
	for (int i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	CHECK(atomic_load(&messages) > 0);
	return test_end();
}
