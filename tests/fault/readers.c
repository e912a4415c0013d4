// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Under injection: ring buffers and perf buffers of every kind made, BTF read from an object and the kernel.
 */
#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <linux/perf_event.h>
#include <string.h>
#include <unistd.h>

#include "tests/fault/subject.h"
#include "tests/harness/test.h"

static int ring_fd, second_ring_fd, user_ring_fd, perf_fd;
static struct ring_buffer *ring;
static struct user_ring_buffer *user_ring;
static struct perf_buffer *perf;
static struct btf *btf;

static int on_record(void *context, void *data, size_t bytes)
{
	return 0;
}

static int new_ring(void *context)
{
	ring = ring_buffer__new(ring_fd, on_record, NULL, NULL);
	return ring ? 0 : -errno;
}

/* A second map; when it can't be had the first goes on, and the whole goes. */
static int new_ring_of_two(void *context)
{
	int code = new_ring(context);

	if (code)
		return code;
	code = ring_buffer__add(ring, second_ring_fd, on_record, NULL);
	if (code)
		ring_buffer__free(ring);
	return code;
}

static void free_ring(void *context)
{
	ring_buffer__free(ring);
}

static int new_user_ring(void *context)
{
	user_ring = user_ring_buffer__new(user_ring_fd, NULL);
	return user_ring ? 0 : -errno;
}

static void free_user_ring(void *context)
{
	user_ring_buffer__free(user_ring);
}

static void on_sample(void *context, int cpu, void *data, __u32 bytes)
{
}

static enum bpf_perf_event_ret on_event(void *context, int cpu, struct perf_event_header *event)
{
	return LIBBPF_PERF_EVENT_CONT;
}

static int new_perf(void *context)
{
	perf = perf_buffer__new(perf_fd, 8, on_sample, NULL, NULL, NULL);
	return perf ? 0 : -errno;
}

static int new_raw_perf(void *context)
{
	struct perf_event_attr attributes = { .type = PERF_TYPE_SOFTWARE,
		.size = sizeof(attributes),
		.config = PERF_COUNT_SW_BPF_OUTPUT,
		.sample_type = PERF_SAMPLE_RAW,
		.sample_period = 1,
		.wakeup_events = 1 };

	perf = perf_buffer__new_raw(perf_fd, 8, &attributes, on_event, NULL, NULL);
	return perf ? 0 : -errno;
}

static void free_perf(void *context)
{
	perf_buffer__free(perf);
}

static int parse(void *context)
{
	btf = btf__parse(context, NULL);
	return btf ? 0 : -errno;
}

static int load_vmlinux(void *context)
{
	btf = btf__load_vmlinux_btf();
	return btf ? 0 : -errno;
}

static void free_btf(void *context)
{
	btf__free(btf);
}

static void inject_btf(void)
{
	static const char *const read_instead[] = { "mmap file # it is read",
		"open /sys/kernel/btf/vmlinux # other places", NULL };
	static const char *const as_elf[] = {
		"read by btf_open_file # not known to be raw: opened as ELF, which it is", NULL
	};
	char path[512];

	snprintf(path, sizeof(path), "%s/maps.%.*s.bpfel.o", TEST_BPF_DIR,
		(int)strcspn(TEST_BPF_COMPILERS, " "), TEST_BPF_COMPILERS);
	if (*TEST_BPF_COMPILERS)
		subject_inject(&(struct subject){
			"btf__parse, an object", parse, free_btf, .context = path, .without = as_elf });
	if (access("/sys/kernel/btf/vmlinux", R_OK))
		return;
	subject_inject(&(struct subject){
		"btf__load_vmlinux_btf", load_vmlinux, free_btf, .without = read_instead });
}

int main(void)
{
	test_begin();
	test_needs_root();
	libbpf_set_print(NULL);
	ring_fd = bpf_map_create(BPF_MAP_TYPE_RINGBUF, "ring", 0, 0, 4096, NULL);
	second_ring_fd = bpf_map_create(BPF_MAP_TYPE_RINGBUF, "ring2", 0, 0, 4096, NULL);
	perf_fd = bpf_map_create(
		BPF_MAP_TYPE_PERF_EVENT_ARRAY, "perf", 4, 4, (__u32)libbpf_num_possible_cpus(), NULL);
	REQUIRE(ring_fd >= 0 && second_ring_fd >= 0 && perf_fd >= 0);
	subject_inject(&(struct subject){ "ring_buffer__new", new_ring, free_ring });
	subject_inject(&(struct subject){ "ring_buffer__new and add", new_ring_of_two, free_ring });
	user_ring_fd = bpf_map_create(BPF_MAP_TYPE_USER_RINGBUF, "user", 0, 0, 4096, NULL);
	if (user_ring_fd >= 0) {
		subject_inject(&(struct subject){ "user_ring_buffer__new", new_user_ring, free_user_ring });
		close(user_ring_fd);
	}
	subject_inject(&(struct subject){ "perf_buffer__new", new_perf, free_perf });
	subject_inject(&(struct subject){ "perf_buffer__new_raw", new_raw_perf, free_perf });
	inject_btf();
	close(ring_fd);
	close(second_ring_fd);
	close(perf_fd);
	return test_end();
}
