// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * The reader of a BPF_MAP_TYPE_PERF_EVENT_ARRAY: one perf ring per CPU, put into the map under the CPU's
 * number. Each ring is a control page followed by a power of two of data pages (struct perf_event_mmap_page
 * in linux/perf_event.h); records may wrap at its end and are then put together in a buffer.
 */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <linux/perf_event.h>
#include <stdlib.h>
#include <string.h>

#include "base/scoped.h"
#include "base/syscall.h"
#include "loader/kernel/cpus.h"
#include "loader/print.h"
#include "loader/result.h"

struct perf_ring {
	struct perf_event_mmap_page *control;
	void *joined; /* a wrapped record, put together */
	size_t joined_bytes;
	int fd;
	int cpu;
	int map_key;
};

struct perf_buffer {
	perf_buffer_event_fn event;
	perf_buffer_sample_fn sample;
	perf_buffer_lost_fn lost;
	void *context;
	struct perf_ring **rings; /* count; NULL for CPUs that are offline */
	struct epoll_event *events;
	size_t count;
	size_t page;
	size_t data_bytes; /* of each ring, a power of two */
	int epoll;
	int map_fd;
};

/* Where the rings come from: the possible CPUs, or the lists of the raw options. */
struct perf_cpus {
	const int *cpus, *map_keys;
	size_t count;
	bool only_online;
};

static void ring_close(const struct perf_buffer *pb, struct perf_ring *ring)
{
	if (!ring)
		return;
	if (ring->control)
		munmap(ring->control, pb->page + pb->data_bytes);
	if (ring->fd >= 0) {
		ioctl(ring->fd, PERF_EVENT_IOC_DISABLE, 0);
		close(ring->fd);
	}
	free(ring->joined);
	free(ring);
}

/* Opens and maps the ring of one CPU. */
static int ring_open(const struct perf_buffer *pb, struct perf_event_attr *attr, int cpu, int map_key,
	struct perf_ring **opened)
{
	struct perf_ring *ring = calloc(1, sizeof(*ring));
	void *mapped;
	int result;

	if (!ring)
		return -ENOMEM;
	ring->cpu = cpu;
	ring->map_key = map_key;
	result = ring->fd = sys_perf_event_open(attr, -1, cpu, -1, PERF_FLAG_FD_CLOEXEC);
	if (result >= 0)
		result = sys_mmap(
			&mapped, pb->page + pb->data_bytes, PROT_READ | PROT_WRITE, MAP_SHARED, ring->fd, 0);
	if (result >= 0) {
		ring->control = mapped;
		result = sys_ioctl(ring->fd, PERF_EVENT_IOC_ENABLE, NULL);
	}
	if (result < 0) {
		print_warn("perf buffer: ring of CPU %d: %s\n", cpu, strerror(-result));
		ring_close(pb, ring);
		return result;
	}
	*opened = ring;
	return 0;
}

static int add_cpu(struct perf_buffer *pb, struct perf_event_attr *attr, size_t slot, int cpu, int map_key)
{
	int result;

	result = ring_open(pb, attr, cpu, map_key, &pb->rings[slot]);
	if (result)
		return result;
	result = bpf_map_update_elem(pb->map_fd, &map_key, &pb->rings[slot]->fd, 0);
	if (result) {
		print_warn("perf buffer: put the ring of CPU %d into the map under key %d: %s\n", cpu, map_key,
			strerror(-result));
		return result;
	}
	return sys_epoll_add(pb->epoll, pb->rings[slot]->fd, EPOLLIN, slot);
}

static int open_rings(struct perf_buffer *pb, struct perf_event_attr *attr, const struct perf_cpus *cpus)
{
	scoped_free bool *online = NULL;
	int result;

	pb->count = cpus->count;
	pb->rings = calloc(cpus->count, sizeof(*pb->rings));
	pb->events = calloc(cpus->count, sizeof(*pb->events));
	online = calloc(cpus->count, sizeof(*online));
	if (!pb->rings || !pb->events || !online)
		return -ENOMEM;
	result = pb->epoll = sys_epoll_create();
	if (result >= 0 && cpus->only_online)
		result = cpus_read("/sys/devices/system/cpu/online", online, (int)cpus->count);
	for (size_t i = 0; i < cpus->count && result >= 0; i++)
		if (!cpus->only_online || online[i])
			result = add_cpu(pb, attr, i, cpus->cpus ? cpus->cpus[i] : (int)i,
				cpus->map_keys ? cpus->map_keys[i] : (int)i);
	return result < 0 ? result : 0;
}

/* Checks the map, and says how many rings it has room for when nobody named the CPUs. */
static int choose_cpus(int map_fd, struct perf_cpus *cpus)
{
	struct bpf_map_info info = { 0 };
	__u32 info_bytes = sizeof(info);
	int result;

	result = bpf_map_get_info_by_fd(map_fd, &info, &info_bytes);
	/* EINVAL: a kernel without that command, which cannot tell the type either. */
	if (result && result != -EINVAL) {
		print_warn("perf buffer: no map behind descriptor %d: %s\n", map_fd, strerror(-result));
		return result;
	}
	if (!result && info.type != BPF_MAP_TYPE_PERF_EVENT_ARRAY) {
		print_warn("perf buffer: map '%s' is of type %s, not a perf event array\n", info.name,
			libbpf_bpf_map_type_str(info.type));
		return -EINVAL;
	}
	if (cpus->count)
		return 0;
	cpus->only_online = true;
	result = libbpf_num_possible_cpus();
	if (result < 0)
		return result;
	cpus->count = (size_t)result;
	if (info.max_entries && info.max_entries < cpus->count)
		cpus->count = info.max_entries;
	return 0;
}

static struct perf_buffer *create(int map_fd, size_t page_count, struct perf_event_attr *attr,
	const struct perf_buffer *callbacks, struct perf_cpus *cpus)
{
	struct perf_buffer *pb;
	int result;

	if (!page_count || page_count & (page_count - 1)) {
		print_warn("perf buffer: %zu pages a CPU is no power of two\n", page_count);
		return result_null(-EINVAL);
	}
	result = choose_cpus(map_fd, cpus);
	if (result)
		return result_null(result);
	pb = malloc(sizeof(*pb));
	if (!pb)
		return result_null(-ENOMEM);
	*pb = *callbacks;
	pb->map_fd = map_fd;
	pb->epoll = -1;
	pb->page = (size_t)sysconf(_SC_PAGESIZE);
	pb->data_bytes = page_count * pb->page;
	result = page_count > SIZE_MAX / pb->page / 2 ? -EINVAL : open_rings(pb, attr, cpus);
	if (result) {
		perf_buffer__free(pb);
		return result_null(result);
	}
	return pb;
}

struct perf_buffer *perf_buffer__new(int map_fd, size_t page_cnt, perf_buffer_sample_fn sample_cb,
	perf_buffer_lost_fn lost_cb, void *ctx, const struct perf_buffer_opts *opts)
{
	struct perf_buffer callbacks = { .sample = sample_cb, .lost = lost_cb, .context = ctx };
	struct perf_event_attr attr = {
		.size = sizeof(attr),
		.type = PERF_TYPE_SOFTWARE,
		.config = PERF_COUNT_SW_BPF_OUTPUT,
		.sample_type = PERF_SAMPLE_RAW,
	};
	struct perf_cpus cpus = { 0 };
	__u32 period;

	if (!OPTS_VALID(opts, perf_buffer_opts))
		return result_null(-EINVAL);
	period = OPTION_GET(opts, sample_period, 0);
	attr.sample_period = period ? period : 1;
	attr.wakeup_events = period ? period : 1;
	return create(map_fd, page_cnt, &attr, &callbacks, &cpus);
}

struct perf_buffer *perf_buffer__new_raw(int map_fd, size_t page_cnt, struct perf_event_attr *attr,
	perf_buffer_event_fn event_cb, void *ctx, const struct perf_buffer_raw_opts *opts)
{
	struct perf_buffer callbacks = { .event = event_cb, .context = ctx };
	struct perf_cpus cpus = { 0 };
	int given;

	if (!attr || !OPTS_VALID(opts, perf_buffer_raw_opts))
		return result_null(-EINVAL);
	given = OPTION_GET(opts, cpu_cnt, 0);
	if (given > 0) {
		cpus.count = (size_t)given;
		cpus.cpus = OPTION_GET(opts, cpus, NULL);
		cpus.map_keys = OPTION_GET(opts, map_keys, NULL);
		if (!cpus.cpus || !cpus.map_keys)
			return result_null(-EINVAL);
	}
	return create(map_fd, page_cnt, attr, &callbacks, &cpus);
}

void perf_buffer__free(struct perf_buffer *pb)
{
	if (!pb)
		return;
	for (size_t i = 0; pb->rings && i < pb->count; i++) {
		if (!pb->rings[i])
			continue;
		bpf_map_delete_elem(pb->map_fd, &pb->rings[i]->map_key);
		ring_close(pb, pb->rings[i]);
	}
	if (pb->epoll >= 0)
		close(pb->epoll);
	free(pb->events);
	free(pb->rings);
	free(pb);
}

/* One record of the default form; a raw consumer sees the record itself. */
static enum bpf_perf_event_ret deliver(
	const struct perf_buffer *pb, int cpu, struct perf_event_header *header)
{
	const char *body = (const char *)(header + 1);
	size_t body_bytes = header->size - sizeof(*header);

	if (pb->event)
		return pb->event(pb->context, cpu, header);
	if (header->type == PERF_RECORD_SAMPLE) {
		__u32 bytes; /* PERF_SAMPLE_RAW: u32 size, then the bytes */

		if (body_bytes < sizeof(bytes))
			return LIBBPF_PERF_EVENT_ERROR;
		memcpy(&bytes, body, sizeof(bytes));
		if (bytes > body_bytes - sizeof(bytes))
			return LIBBPF_PERF_EVENT_ERROR;
		if (pb->sample)
			pb->sample(pb->context, cpu, (void *)(body + sizeof(bytes)), bytes);
		return LIBBPF_PERF_EVENT_CONT;
	}
	if (header->type == PERF_RECORD_LOST) {
		__u64 id_and_count[2];

		if (body_bytes < sizeof(id_and_count))
			return LIBBPF_PERF_EVENT_ERROR;
		memcpy(id_and_count, body, sizeof(id_and_count));
		if (pb->lost)
			pb->lost(pb->context, cpu, id_and_count[1]);
		return LIBBPF_PERF_EVENT_CONT;
	}
	print_warn("perf buffer: record of unknown type %u on CPU %d\n", header->type, cpu);
	return LIBBPF_PERF_EVENT_ERROR;
}

/* The record at @offset in one piece: in place, or joined from the end and the start of the ring. */
static struct perf_event_header *whole_record(
	const struct perf_buffer *pb, struct perf_ring *ring, size_t offset, size_t bytes)
{
	char *data = (char *)ring->control + pb->page;
	size_t before_end = pb->data_bytes - offset;

	if (bytes <= before_end)
		return (struct perf_event_header *)(data + offset);
	if (bytes > ring->joined_bytes) {
		void *larger = realloc(ring->joined, bytes);

		if (!larger)
			return NULL;
		ring->joined = larger;
		ring->joined_bytes = bytes;
	}
	memcpy(ring->joined, data + offset, before_end);
	memcpy((char *)ring->joined + before_end, data, bytes - before_end);
	return ring->joined;
}

/* 0 when the ring is read to its end (or a raw consumer is done), else a negative result. */
static int consume(const struct perf_buffer *pb, struct perf_ring *ring)
{
	/* Acquire, with the kernel's barrier before it stores data_head in perf_output_put_handle(). */
	__u64 head = __atomic_load_n(&ring->control->data_head, __ATOMIC_ACQUIRE);
	__u64 tail = ring->control->data_tail; /* ours alone */
	enum bpf_perf_event_ret verdict = LIBBPF_PERF_EVENT_CONT;
	const char *data = (const char *)ring->control + pb->page;

	while (tail != head && verdict == LIBBPF_PERF_EVENT_CONT) {
		size_t offset = tail & (pb->data_bytes - 1);
		struct perf_event_header *record;
		/* Records are 8-byte aligned, so that a header never wraps. */
		size_t bytes = ((const struct perf_event_header *)(data + offset))->size;

		if (bytes < sizeof(*record) || bytes > head - tail || bytes > pb->data_bytes || offset % 8) {
			print_warn("perf buffer: a record's length of %zu runs beyond the ring of CPU %d\n",
				bytes, ring->cpu);
			verdict = LIBBPF_PERF_EVENT_ERROR;
			tail = head; /* nothing behind it can be trusted */
			break;
		}
		record = whole_record(pb, ring, offset, bytes);
		if (!record) {
			verdict = LIBBPF_PERF_EVENT_ERROR;
			break;
		}
		verdict = deliver(pb, ring->cpu, record);
		tail += bytes;
	}
	/* Release: the kernel may overwrite what was read only now (its read of data_tail). */
	__atomic_store_n(&ring->control->data_tail, tail, __ATOMIC_RELEASE);
	return verdict == LIBBPF_PERF_EVENT_CONT ? 0 : (int)verdict;
}

int perf_buffer__epoll_fd(const struct perf_buffer *pb)
{
	return pb->epoll;
}

int perf_buffer__poll(struct perf_buffer *pb, int timeout_ms)
{
	int ready = sys_result(epoll_wait(pb->epoll, pb->events, (int)pb->count, timeout_ms));

	if (ready < 0)
		return result_int(ready);
	for (int i = 0; i < ready; i++) {
		int result = consume(pb, pb->rings[pb->events[i].data.u64]);

		if (result)
			return result_int(result);
	}
	return ready;
}

int perf_buffer__consume(struct perf_buffer *pb)
{
	for (size_t i = 0; i < pb->count; i++) {
		int result = pb->rings[i] ? consume(pb, pb->rings[i]) : 0;

		if (result)
			return result_int(result);
	}
	return 0;
}

/* The ring in a slot, or -EINVAL beyond the last, -ENOENT for a CPU that is offline. */
static int ring_of(const struct perf_buffer *pb, size_t slot, struct perf_ring **ring)
{
	if (slot >= pb->count)
		return result_int(-EINVAL);
	*ring = pb->rings[slot];
	return *ring ? 0 : result_int(-ENOENT);
}

int perf_buffer__consume_buffer(struct perf_buffer *pb, size_t buf_idx)
{
	struct perf_ring *ring;
	int result = ring_of(pb, buf_idx, &ring);

	return result ? result : result_int(consume(pb, ring));
}

size_t perf_buffer__buffer_cnt(const struct perf_buffer *pb)
{
	return pb->count;
}

int perf_buffer__buffer_fd(const struct perf_buffer *pb, size_t buf_idx)
{
	struct perf_ring *ring;
	int result = ring_of(pb, buf_idx, &ring);

	return result ? result : ring->fd;
}

int perf_buffer__buffer(struct perf_buffer *pb, int buf_idx, void **buf, size_t *buf_size)
{
	struct perf_ring *ring;
	int result = ring_of(pb, buf_idx < 0 ? SIZE_MAX : (size_t)buf_idx, &ring);

	if (result)
		return result;
	*buf = ring->control;
	*buf_size = pb->data_bytes;
	return 0;
}
