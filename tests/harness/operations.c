// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* The operations, each with what its result has to be. */
#include "tests/harness/operations.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "tests/harness/ownership.h"

enum { MOST = 600 }; /* entries of one call: more than a stack holds */

/* One run. The caller's list, for pools that have one, is a stack too. */
static struct world {
	const struct operations_host *host;
	struct bytes bytes;
	struct ownership model;
	struct xsk_pool *pool;
	uint8_t *memory; /* the caller's; NULL: the pool's own */
	size_t memory_bytes;
	uint64_t list[OPERATIONS_FRAMES];
	uint32_t listed;
	struct xsk_packet held[OPERATIONS_FRAMES];
	uint32_t holds;
	bool wake_asked[OPERATIONS_QUEUES];
	unsigned int steps;
	const char *doing;
} world;

uint8_t bytes_take(struct bytes *bytes)
{
	if (!bytes->left)
		return 0;
	bytes->left--;
	return *bytes->next++;
}

uint32_t bytes_take32(struct bytes *bytes)
{
	uint32_t value = bytes_take(bytes);

	for (int i = 1; i < 4; i++)
		value |= (uint32_t)bytes_take(bytes) << 8 * i;
	return value;
}

void operations_differ(const char *format, ...)
{
	va_list args;

	fprintf(stderr, "operation %u, %s: ", world.steps, world.doing);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fprintf(stderr, "\n");
	abort();
}

static uint32_t get(void *context, uint64_t *frames, uint32_t max)
{
	uint32_t count = 0;

	while (count < max && world.listed) {
		frames[count] = world.list[--world.listed];
		ownership_from_caller(&world.model, frames[count++]);
	}
	return count;
}

static void put(void *context, const uint64_t *frames, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		ownership_to_caller(&world.model, frames[i]);
		world.list[world.listed++] = frames[i];
	}
}

static void open_callers_pool(struct xsk_pool_opts *opts)
{
	static const uint32_t strides[] = { 2048, 4096, 2176, 3008, 5000 };
	uint32_t shape = bytes_take(&world.bytes);

	opts->stride = strides[shape % 5];
	opts->first_offset = shape / 5 % 4 * 100;
	world.memory_bytes =
		(opts->first_offset + (uint64_t)opts->frames * opts->stride + 8191) / 4096 * 4096;
	world.memory =
		mmap(NULL, world.memory_bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (world.memory == MAP_FAILED)
		operations_differ("no memory");
	opts->frame_bytes = opts->stride < 4096 ? opts->stride : 4096;
	opts->memory = world.memory;
	opts->memory_bytes = world.memory_bytes;
	if (shape / 20 % 2) {
		opts->get = get;
		opts->put = put;
		for (world.listed = 0; world.listed < opts->frames; world.listed++)
			world.list[world.listed] = world.listed;
	}
}

static void open_pool(void)
{
	uint8_t shape = bytes_take(&world.bytes);
	struct xsk_pool_opts opts = { .no_hugepages = true };
	struct xsk_error err;

	opts.frames = world.host->frames ? world.host->frames : 64u << shape % 4;
	opts.frame_bytes = shape / 4 % 2 ? 4096 : 2048;
	opts.headroom = shape / 8 % 3 * 100;
	world.memory = NULL;
	if (shape / 24 % 3 == 2)
		open_callers_pool(&opts);
	if (xsk_pool__open(&world.pool, &opts, &err))
		operations_differ("%s", err.text);
	ownership_begin(&world.model, world.host, world.pool, opts.get);
}

static unsigned int open_queues(void)
{
	unsigned int count = 0;

	for (int i = 0; i < OPERATIONS_QUEUES; i++)
		count += world.model.queues[i] != NULL;
	return count;
}

static void close_queue(unsigned int i)
{
	world.model.queues[i] = NULL;
	world.host->close(world.host->context, i);
	world.wake_asked[i] = false;
}

static void open_or_close(unsigned int i)
{
	world.doing = "open or close a queue";
	if (world.model.queues[i])
		close_queue(i);
	else
		world.model.queues[i] = world.host->open(world.host->context, i, world.pool, &world.bytes);
}

static void close_queues(void)
{
	for (unsigned int i = 0; i < OPERATIONS_QUEUES; i++)
		if (world.model.queues[i])
			close_queue(i);
	ownership_compare(&world.model);
}

/* Closed with frames in our hands now and then: it says so. */
static void close_pool(void)
{
	struct xsk_error err;
	bool owns_list = world.pool->next;
	int code = xsk_pool__close(world.pool, &err);

	if (code)
		operations_differ("%s", err.text);
	if (owns_list && !world.holds != !strstr(err.text, "still held"))
		operations_differ("%u frames were held, and it said \"%s\"", world.holds, err.text);
	if (world.memory)
		munmap(world.memory, world.memory_bytes);
	world.listed = 0;
	world.holds = 0;
}

static void new_pool(void)
{
	int code;

	world.doing = "new pool";
	if (world.host->ports && open_queues()) {
		code = xsk_pool__close(world.pool, NULL);
		if (code != -EBUSY)
			operations_differ("%d with ports open", code);
		return;
	}
	close_queues();
	close_pool();
	open_pool();
}

static uint32_t frame_room(const struct xsk_packet *packet)
{
	const struct pool_geometry *geometry = &world.pool->geometry;
	const uint8_t *start = geometry->area + geometry->first + packet->addr * geometry->stride;
	const uint8_t *data = packet->data;

	if (data < start || data >= start + geometry->frame_bytes)
		return 0;
	return (uint32_t)(start + geometry->frame_bytes - data);
}

/* They became ours: each once, each within its frame. */
static void take_over(const struct xsk_packet *packets, uint32_t count, uint32_t max, bool empty)
{
	if (count > max)
		operations_differ("%u entries, at most %u were asked for", count, max);
	for (uint32_t i = 0; i < count; i++) {
		ownership_to_application(&world.model, packets[i].addr);
		if (packets[i].flags || (empty ? packets[i].len != 0 : !packets[i].len) ||
			packets[i].len > frame_room(&packets[i]) || !frame_room(&packets[i]))
			operations_differ("entry %u: frame %llu, %u bytes at %p, flags %#x", i,
				(unsigned long long)packets[i].addr, packets[i].len, packets[i].data,
				packets[i].flags);
		world.held[world.holds++] = packets[i];
	}
}

static uint32_t draw_count(void)
{
	uint8_t byte = bytes_take(&world.bytes);

	return byte < 200 ? byte : MOST - (255u - byte);
}

static void receive(unsigned int i)
{
	struct xsk_packet packets[MOST];
	struct xsk_queue *queue = world.model.queues[i];
	uint32_t max = draw_count(), count;

	world.doing = "receive";
	if (!queue)
		return;
	count = xsk_queue__receive(queue, packets, max);
	take_over(packets, count, max, false);
	if (world.host->received)
		world.host->received(world.host->context, i, packets, count);
}

static void allocate(unsigned int i)
{
	struct xsk_packet packets[MOST];
	struct xsk_queue *queue = world.model.queues[i];
	uint32_t max = draw_count(), count;

	world.doing = "allocate";
	if (!queue)
		return;
	count = xsk_queue__allocate(queue, packets, max);
	take_over(packets, count, max, true);
	if (count < max && (queue->stacked || (world.pool->next ? (uint32_t)world.pool->head : world.listed)))
		operations_differ("%u of %u, but there are more", count, max);
}

static void allocate_from_pool(void)
{
	struct xsk_packet packets[MOST];
	uint32_t max = draw_count(), count;

	world.doing = "allocate from the pool";
	count = xsk_pool__allocate(world.pool, packets, max);
	take_over(packets, count, max, true);
	if (count < max && (world.pool->next ? (uint32_t)world.pool->head : world.listed))
		operations_differ("%u of %u, but there are more", count, max);
}

/* Some of what we hold, from anywhere in it, into @packets; how many. It stays in `held`, at the end. */
static uint32_t choose_held(struct xsk_packet *packets)
{
	uint32_t count = draw_count(), from = world.holds ? bytes_take(&world.bytes) % world.holds : 0;

	count = count < world.holds ? count : world.holds;
	for (uint32_t i = 0; i < count; i++) {
		uint32_t at = (from + i) % (world.holds - i), last = world.holds - 1 - i;
		struct xsk_packet packet = world.held[at];

		world.held[at] = world.held[last];
		world.held[last] = packet;
		packets[i] = packet;
	}
	return count;
}

/* An entry that no frame of ours has, or bounds that its frame has not. */
static void spoil(struct xsk_packet *packet, uint8_t how)
{
	switch (how % 10) {
	case 0:
		packet->len = 0;
		break;
	case 1:
		packet->len = frame_room(packet) + 1;
		break;
	case 2:
		packet->len = UINT32_MAX;
		break;
	case 3:
		packet->flags = 1u << how / 10;
		break;
	case 4:
		packet->addr = world.pool->geometry.frames;
		break;
	case 5:
		packet->addr = UINT64_MAX;
		break;
	case 6:
		packet->data = (uint8_t *)packet->data - world.pool->geometry.stride;
		break;
	case 7:
		packet->data = (uint8_t *)packet->data + world.pool->geometry.stride;
		break;
	case 8:
		packet->addr = how % world.pool->geometry.frames; /* whosever it is */
		break;
	default:
		packet->data = NULL;
	}
}

/* By the documentation of send, not by its code: is this entry one that can be sent? */
static bool can_be_sent(const struct xsk_packet *packets, uint32_t at)
{
	const struct xsk_packet *packet = &packets[at];

	if (packet->addr >= world.pool->geometry.frames || packet->flags || !packet->len ||
		packet->len > frame_room(packet) || world.model.owner[packet->addr] != OWNER_APPLICATION)
		return false;
	for (uint32_t i = 0; i < at; i++)
		if (packets[i].addr == packet->addr)
			return false;
	return true;
}

/* Ours no longer: out of `held`, whichever entry named the frame. */
static void let_go(uint64_t frame)
{
	for (uint32_t i = world.holds; i-- > 0;)
		if (world.held[i].addr == frame) {
			world.held[i] = world.held[--world.holds];
			return;
		}
	operations_differ("frame %llu is held by nobody", (unsigned long long)frame);
}

static void check_answer(unsigned int i, int code)
{
	const struct operations_host *host = world.host;

	if (code >= 0)
		return;
	if ((code != -ENETDOWN && code != -ENODEV) ||
		(host->may_answer && !host->may_answer(host->context, i, code)))
		operations_differ("%s", strerror(-code));
}

static void shape_packets(struct xsk_packet *packets, uint32_t count)
{
	uint8_t shape = bytes_take(&world.bytes);

	for (uint32_t i = 0; i < count; i++) {
		uint32_t back = shape & 1 ? 14 : 0;

		packets[i].flags = 0;
		packets[i].data = (uint8_t *)packets[i].data - back;
		if (!frame_room(&packets[i]))
			packets[i].data = (uint8_t *)packets[i].data + back;
		packets[i].len = 60 + shape % 64 * 20;
		if (packets[i].len > frame_room(&packets[i]) || shape == 255)
			packets[i].len = frame_room(&packets[i]);
		memset(packets[i].data, 0xff, packets[i].len < 60 ? packets[i].len : 60);
	}
	if (count && shape >= 200)
		spoil(&packets[bytes_take(&world.bytes) % count], bytes_take(&world.bytes));
}

/* How many from the first on can be sent. They go over before the call: some may come back within it. */
static uint32_t give_prefix(unsigned int i, const struct xsk_packet *packets, uint32_t count)
{
	uint32_t good = 0;

	while (good < count && can_be_sent(packets, good))
		good++;
	for (uint32_t at = 0; at < good; at++)
		ownership_from_application(&world.model, packets[at].addr, OWNER_SENT, i);
	return good;
}

static void check_sent(
	unsigned int i, const struct xsk_queue *queue, int sent, uint32_t good, uint32_t count, bool kicked)
{
	uint32_t room = queue->tx.slots - (queue->tx.producer - queue->tx.consumer);

	if (sent > (int)good)
		operations_differ("%d of %u were taken, of which %u were good", sent, count, good);
	/* A kick at the end may have made room again, or seen that there is more (no wake-up asked for). */
	if (sent >= 0 && sent < (int)good && room && !kicked)
		operations_differ(
			"%d of %u were taken, with room for %u and %u good ones", sent, count, room, good);
	if (sent == -EINVAL && good && queue->tx.slots)
		operations_differ("a good packet was refused");
	if (sent != -EINVAL)
		check_answer(i, sent);
}

static void send_packets(unsigned int i)
{
	struct xsk_packet packets[MOST];
	struct xsk_queue *queue = world.model.queues[i];
	uint32_t count = choose_held(packets), good;
	uint64_t refused, wakeups;
	int sent;

	world.doing = "send";
	if (!queue)
		return;
	shape_packets(packets, count);
	good = give_prefix(i, packets, count);
	refused = queue->counters.tx_refused;
	wakeups = queue->counters.wakeups;
	sent = xsk_queue__send(queue, packets, count);
	check_sent(i, queue, sent, good, count,
		queue->counters.wakeups != wakeups || !ring_needs_wakeup(queue->tx.flags));
	if (queue->counters.tx_refused - refused != (sent == -EINVAL))
		operations_differ("%d, and %llu counted as refused", sent,
			(unsigned long long)(queue->counters.tx_refused - refused));
	for (uint32_t at = 0; at < good; at++) {
		if ((int)at < sent)
			let_go(packets[at].addr);
		else
			ownership_stays(&world.model, packets[at].addr);
	}
}

/* By a queue or by the pool; also what is not ours to free, where the library can know. */
static void free_packets(unsigned int i, bool by_pool)
{
	struct xsk_packet packets[MOST];
	struct xsk_queue *queue = world.model.queues[i];
	uint32_t count;
	uint8_t spoiled;

	world.doing = by_pool ? "free by the pool" : "free";
	if (!queue && !by_pool)
		return;
	count = choose_held(packets);
	spoiled = bytes_take(&world.bytes);
	if (count && spoiled >= 200 && world.pool->next) {
		packets[spoiled % count].addr = bytes_take(&world.bytes) * 5u;
		if (spoiled > 250)
			packets[spoiled % count].addr = UINT64_MAX - spoiled;
	}
	for (uint32_t at = 0; at < count; at++) {
		uint64_t frame = packets[at].addr;

		if (frame < world.pool->geometry.frames && world.model.owner[frame] == OWNER_APPLICATION) {
			ownership_from_application(&world.model, frame, OWNER_LIBRARY, i);
			let_go(frame);
		} else {
			world.model.double_free++;
		}
	}
	if (by_pool)
		xsk_pool__free(world.pool, packets, count);
	else
		xsk_queue__free(queue, packets, count);
}

static void flush(unsigned int i)
{
	world.doing = "flush";
	if (world.model.queues[i])
		check_answer(i, xsk_queue__flush(world.model.queues[i]));
}

static void wake(unsigned int i)
{
	world.doing = "wake";
	if (!world.model.queues[i])
		return;
	xsk_queue__wake(world.model.queues[i]);
	world.wake_asked[i] = true;
}

/* A wake that was asked for is answered by this call, and never one that was not. */
static void check_wake(unsigned int i, int code)
{
	if (world.wake_asked[i] != (code == -EINTR))
		operations_differ("%d, a wake was %sasked for", code, world.wake_asked[i] ? "" : "not ");
	world.wake_asked[i] = false;
	if (code != -EINTR)
		check_answer(i, code);
	if (code > 1)
		operations_differ("%d", code);
}

static void wait_for(unsigned int i)
{
	uint8_t how = bytes_take(&world.bytes);
	uint32_t events = 1 + how % 3;

	int timeout_ms = world.host->sleeps ? how / 32 : 0, code;

	world.doing = "wait";
	if (!world.model.queues[i])
		return;
	code = xsk_queue__wait(world.model.queues[i], events, timeout_ms);
	/* A signal of the fuzzer's own clock: not a second time. */
	if (code == -EINTR && !world.wake_asked[i])
		code = xsk_queue__wait(world.model.queues[i], events, timeout_ms);
	check_wake(i, code);
}

static void arm(unsigned int i)
{
	int timeout_ms = -2, code;

	world.doing = "arm";
	if (!world.model.queues[i])
		return;
	code = xsk_queue__arm(world.model.queues[i], &timeout_ms);
	if (code == -EINTR && !world.wake_asked[i])
		code = xsk_queue__arm(world.model.queues[i], &timeout_ms);
	check_wake(i, code);
	if (code != -EINTR && timeout_ms < -1)
		operations_differ("a timeout of %d ms", timeout_ms);
}

static void ask(unsigned int i)
{
	struct xsk_queue_stats stats;

	world.doing = "statistics";
	if (world.model.queues[i] && xsk_queue__stats(world.model.queues[i], &stats))
		operations_differ("refused");
}

static void step(void)
{
	uint8_t operation = bytes_take(&world.bytes);
	unsigned int i = operation >> 7;

	switch (operation & 31) {
	case 0 ... 4:
		receive(i);
		break;
	case 5 ... 6:
		allocate(i);
		break;
	case 7:
		allocate_from_pool();
		break;
	case 8 ... 12:
		send_packets(i);
		break;
	case 13 ... 14:
		free_packets(i, false);
		break;
	case 15:
		free_packets(i, true);
		break;
	case 16:
		flush(i);
		break;
	case 17:
		wake(i);
		break;
	case 18 ... 19:
		wait_for(i);
		break;
	case 20:
		arm(i);
		break;
	case 21:
		ask(i);
		break;
	case 22:
		open_or_close(i);
		break;
	case 23:
		if (bytes_take(&world.bytes) < 64)
			new_pool();
		break;
	default:
		world.doing = "event";
		world.host->event(world.host->context, &world.bytes);
	}
}

unsigned int operations_run(const struct operations_host *host, struct bytes bytes)
{
	world = (struct world){ .host = host, .bytes = bytes, .doing = "open" };
	open_pool();
	open_or_close(0);
	open_or_close(1);
	for (; world.bytes.left; world.steps++) {
		step();
		ownership_compare(&world.model);
	}
	world.doing = "close";
	close_queues();
	close_pool();
	return world.steps;
}
