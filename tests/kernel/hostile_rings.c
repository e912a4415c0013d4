// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * A second holder of a queue's rings against the real kernel: wild indices, addresses outside the UMEM,
 * lengths beyond the frame, frames not lent, duplicates. The packet API refuses and counts them, hands no
 * frame out twice, goes on with what is honest, and closes with every frame back. At last the holder is a
 * process that writes without a pause.
 */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "tests/harness/packet.h"
#include "tests/harness/second_holder.h"
#include "tests/harness/test.h"
#include "tests/harness/veth.h"

enum { FRAMES = 1024, FRAME = 2048, MEMORY = FRAMES * FRAME, HAMMER_MS = 2500 };

static struct veth veth;
static struct xsk_pool *pool;
static struct xsk_port *port, *sender;
static struct xsk_queue *queue;
static struct second_holder holder;

static void open_ports(void)
{
	struct xsk_port_opts opts = { .fill_frames = 128 },
			     far = { .netns_fd = veth.far_ns, .no_receive = true };
	struct xsk_error err;
	int code = xsk_pool__open(&pool, &(struct xsk_pool_opts){ .frames = FRAMES }, &err);

	opts.pool = pool;
	if (!code)
		code = xsk_port__open(&port, "near", &opts, &err);
	if (!code)
		code = xsk_port__open(&sender, "far", &far, &err);
	if (code) {
		test_failed(__FILE__, __LINE__, "%s", err.text);
		exit(1);
	}
	queue = xsk_port__queue(port, 0);
	second_holder_open(&holder, queue);
}

/* Clean: at once, and nothing stays away. */
static void close_ports(void)
{
	struct xsk_pool_stats stats;
	struct timespec start, end;

	second_holder_close(&holder);
	clock_gettime(CLOCK_MONOTONIC, &start);
	xsk_port__close(port);
	clock_gettime(CLOCK_MONOTONIC, &end);
	CHECK(end.tv_sec - start.tv_sec < 2);
	xsk_port__close(sender);
	xsk_pool__stats(pool, &stats);
	CHECK_INT(stats.free, FRAMES);
	CHECK_INT(xsk_pool__close(pool, NULL), 0);
}

static void send_numbers(uint32_t first, uint32_t count)
{
	struct xsk_queue *from = xsk_port__queue(sender, 0);
	struct xsk_packet packets[64];

	REQUIRE(xsk_queue__allocate(from, packets, count) == count);
	for (uint32_t i = 0; i < count; i++)
		packets[i].len = packet_write(packets[i].data, xsk_port__mac(port), first + i);
	REQUIRE(xsk_queue__send(from, packets, count) == (int)count);
	REQUIRE(xsk_queue__flush(from) == 0);
	usleep(5000);
}

/* All of these packets come, among what somebody forged. */
static void expect_numbers(uint32_t first, uint32_t count)
{
	bool seen[64] = { false };
	uint32_t left = count;

	for (int turns = 0; turns < 200 && left; turns++) {
		struct xsk_packet packets[64];
		uint32_t got = xsk_queue__receive(queue, packets, 64);

		for (uint32_t i = 0; i < got; i++) {
			const uint8_t *bytes = packets[i].data;
			uint32_t number;

			memcpy(&number, bytes + 14, sizeof(number));
			if (packets[i].len < 60 || number - first >= count || seen[number - first])
				continue;
			CHECK_INT(packet_read(bytes, packets[i].len), number);
			seen[number - first] = true;
			left--;
		}
		xsk_queue__free(queue, packets, got);
		if (!got)
			usleep(1000);
	}
	CHECK_INT(left, 0);
}

static uint64_t some_lent(uint32_t nth)
{
	for (uint64_t frame = 0; frame < FRAMES; frame++)
		if (frame_state(pool->geometry.states, frame) == queue->receiving && !nth--)
			return frame * FRAME;
	REQUIRE(!"a frame is lent");
	return 0;
}

static uint64_t some_free(void)
{
	for (uint64_t frame = 0; frame < FRAMES; frame++)
		if (frame_state(pool->geometry.states, frame) == FRAME_FREE)
			return frame * FRAME;
	REQUIRE(!"a frame is free");
	return 0;
}

static void forged_packets(void)
{
	struct xsk_packet packets[64];
	struct xsk_queue_stats stats;
	uint64_t lent;

	open_ports();
	CHECK_INT(xsk_queue__receive(queue, packets, 64), 0);
	lent = some_lent(5);
	second_holder_forge_rx(&holder, MEMORY, 60, 0);
	second_holder_forge_rx(&holder, UINT64_MAX, 60, 0);
	second_holder_forge_rx(&holder, 1ull << 47, 60, 0);
	second_holder_forge_rx(&holder, lent + 256, FRAME - 256 + 1, 0);
	second_holder_forge_rx(&holder, lent + 256, UINT32_MAX, 0);
	second_holder_forge_rx(&holder, lent + 256, 0, 0);
	second_holder_forge_rx(&holder, lent + 256, 60, 1);
	second_holder_forge_rx(&holder, some_free() + 256, 60, 0);
	CHECK_INT(xsk_queue__receive(queue, packets, 64), 0);
	CHECK_INT(xsk_port__stats(port, &stats), 0);
	CHECK_INT(stats.rx_invalid, 8);
	/* One that could be honest is believed once; the second time it is a duplicate. */
	second_holder_forge_rx(&holder, lent + 256, 60, 0);
	second_holder_forge_rx(&holder, lent + 256, 60, 0);
	CHECK_INT(xsk_queue__receive(queue, packets, 64), 1);
	CHECK_INT(packets[0].addr, lent / FRAME);
	xsk_queue__free(queue, packets, 1);
	CHECK_INT(xsk_port__stats(port, &stats), 0);
	CHECK_INT(stats.rx_invalid, 9);
	/*
	 * The kernel's own index is ten behind: what it writes where we have read already is lost (its frames
	 * stay lent until close), and what comes after is found.
	 */
	send_numbers(0, 50);
	expect_numbers(10, 40);
	close_ports();
}

static void wild_indices(void)
{
	struct xsk_packet packets[64];
	struct xsk_queue_stats stats;

	open_ports();
	CHECK_INT(xsk_queue__receive(queue, packets, 64), 0);
	__atomic_fetch_add(holder.rings[RING_RX].producer, 1u << 31, __ATOMIC_RELEASE);
	for (int i = 0; i < 100; i++)
		CHECK_INT(xsk_queue__receive(queue, packets, 64), 0);
	__atomic_fetch_sub(holder.rings[RING_RX].producer, 12345, __ATOMIC_RELEASE);
	for (int i = 0; i < 100; i++)
		CHECK_INT(xsk_queue__receive(queue, packets, 64), 0);
	CHECK_INT(xsk_port__stats(port, &stats), 0);
	CHECK(stats.rx_invalid > 0);
	send_numbers(100, 50);
	expect_numbers(100, 50);

	__atomic_fetch_add(holder.rings[RING_COMPLETION].producer, 1u << 30, __ATOMIC_RELEASE);
	CHECK_INT(xsk_queue__allocate(queue, packets, 8), 8);
	for (int i = 0; i < 8; i++)
		packets[i].len = packet_write(packets[i].data, xsk_port__mac(sender), 7);
	CHECK_INT(xsk_queue__send(queue, packets, 8), 8);
	CHECK_INT(xsk_queue__flush(queue), 0);
	CHECK_INT(xsk_port__stats(port, &stats), 0);
	CHECK(stats.completion_invalid > 0);
	__atomic_fetch_add(holder.rings[RING_TX].consumer, 1000, __ATOMIC_RELEASE);
	CHECK_INT(xsk_queue__allocate(queue, packets, 8), 8);
	for (int i = 0; i < 8; i++)
		packets[i].len = 60;
	CHECK(xsk_queue__send(queue, packets, 8) == 8);
	xsk_queue__flush(queue);
	close_ports();
}

static void forged_completions(void)
{
	struct xsk_packet packets[8];
	struct xsk_queue_stats stats;

	open_ports();
	CHECK_INT(xsk_queue__allocate(queue, packets, 8), 8);
	second_holder_forge_completion(&holder, packets[0].addr * FRAME); /* ours */
	second_holder_forge_completion(&holder, some_lent(3));            /* lent for receiving */
	second_holder_forge_completion(&holder, MEMORY);
	second_holder_forge_completion(&holder, UINT64_MAX);
	CHECK_INT(xsk_queue__flush(queue), 0);
	CHECK_INT(xsk_port__stats(port, &stats), 0);
	CHECK_INT(stats.completion_invalid, 4);
	CHECK_INT(stats.tx_completed, 0);
	xsk_queue__free(queue, packets, 8);
	close_ports();
}

/*
 * What we checked is changed before the kernel reads it: the kernel's refusal is counted, and nothing is
 * lost.
 */
static void changed_descriptors(void)
{
	struct xdp_desc *entries;
	struct xsk_packet packets[4];
	struct xsk_queue_stats stats;
	uint32_t first;
	int code = 0;

	open_ports();
	entries = holder.rings[RING_TX].entries;
	first = *holder.rings[RING_TX].producer;
	CHECK_INT(xsk_queue__allocate(queue, packets, 4), 4);
	for (int i = 0; i < 4; i++)
		packets[i].len = 60;
	CHECK_INT(xsk_queue__send(queue, packets, 4), 4);
	entries[(first + 0) % holder.rings[RING_TX].slots].addr = MEMORY;
	entries[(first + 1) % holder.rings[RING_TX].slots].len = 5000;
	entries[(first + 2) % holder.rings[RING_TX].slots].len = 0;
	for (int i = 0; i < 20; i++) {
		code = xsk_queue__flush(queue);
		usleep(1000);
	}
	CHECK_INT(code, 0);
	CHECK_INT(xsk_port__stats(port, &stats), 0);
	CHECK(stats.tx_invalid >= 3);
	/* The fourth went out; of the others the kernel may have completed its own addresses. */
	CHECK(stats.tx_completed >= 1);
	/* The option of metadata that the UMEM has not blocks the ring: the queue is dead, and says so. */
	CHECK_INT(xsk_queue__allocate(queue, packets, 1), 1);
	packets[0].len = 60;
	first = *holder.rings[RING_TX].producer;
	CHECK_INT(xsk_queue__send(queue, packets, 1), 1);
	entries[first % holder.rings[RING_TX].slots].options = 2;
	code = xsk_queue__flush(queue);
	CHECK(code == -ENODEV ||
		code == 0); /* a kernel that knows no metadata refuses the descriptor alone */
	if (code)
		CHECK_INT(xsk_queue__flush(queue), -ENODEV);
	close_ports();
}

/* The kernel takes anything from the fill ring, one frame twice too. */
static void changed_fill(void)
{
	struct xsk_packet packets[64];
	struct xsk_queue_stats stats;
	uint64_t *entries, lent;
	uint32_t next, got;

	open_ports();
	CHECK_INT(xsk_queue__receive(queue, packets, 64), 0);
	entries = holder.rings[RING_FILL].entries;
	next = *holder.rings[RING_FILL].consumer;
	lent = entries[(next + 20) % holder.rings[RING_FILL].slots];
	entries[(next + 0) % holder.rings[RING_FILL].slots] = MEMORY;
	entries[(next + 1) % holder.rings[RING_FILL].slots] = UINT64_MAX;
	entries[(next + 2) % holder.rings[RING_FILL].slots] = some_free();
	entries[(next + 3) % holder.rings[RING_FILL].slots] = lent;
	entries[(next + 4) % holder.rings[RING_FILL].slots] = lent;
	send_numbers(200, 5);
	got = xsk_queue__receive(queue, packets, 64);
	/* Not lent: refused. Three times the same: once. The rest are as before. */
	CHECK_INT(xsk_port__stats(port, &stats), 0);
	CHECK_INT(got + stats.rx_invalid, 5);
	CHECK_INT(stats.rx_invalid, 2);
	for (uint32_t i = 0; i < got; i++)
		for (uint32_t k = 0; k < i; k++)
			CHECK(packets[i].addr != packets[k].addr);
	xsk_queue__free(queue, packets, got);
	close_ports();
}

static uint32_t random_number(void *context)
{
	return (uint32_t)rand_r(context) << 8 ^ (uint32_t)rand_r(context);
}

static void hammer(void)
{
	unsigned int state = 7;

	for (;;)
		second_holder_scribble(&holder, random_number, &state);
}

/* Received frames are ours once, in the memory, whole; a share of them is sent on. */
static void take_part(bool *held, uint32_t turn)
{
	struct xsk_packet packets[64];
	uint32_t got = xsk_queue__receive(queue, packets, 64);
	int sent;

	if (!got)
		got = xsk_queue__allocate(queue, packets, 16);
	for (uint32_t i = 0; i < got; i++) {
		const uint8_t *data = packets[i].data;

		REQUIRE(packets[i].addr < FRAMES && !held[packets[i].addr]);
		REQUIRE(data >= pool->geometry.area + packets[i].addr * FRAME &&
			data + packets[i].len <= pool->geometry.area + (packets[i].addr + 1) * FRAME);
		held[packets[i].addr] = true;
		packets[i].len = 60;
		memset(packets[i].data, (int)turn,
			60 < FRAME - (uint32_t)((uintptr_t)data % FRAME)
				? 60
				: FRAME - (uint32_t)((uintptr_t)data % FRAME));
	}
	sent = turn % 2 ? xsk_queue__send(queue, packets, got) : 0;
	for (uint32_t i = 0; i < got; i++)
		held[packets[i].addr] = false;
	if (sent < 0)
		sent = 0;
	xsk_queue__free(queue, packets + sent, got - (uint32_t)sent);
}

/* A child that inherited nothing of ours but the rings' second mapping writes until it is killed. */
static void hammered(void)
{
	static bool held[FRAMES];
	struct xsk_pool_stats pool_stats;
	struct xsk_queue_stats stats;
	struct timespec start, now;
	uint32_t turn = 0;
	pid_t child;

	open_ports();
	for (int kind = 0; kind < 4; kind++)
		madvise(holder.maps[kind].memory, holder.maps[kind].bytes, MADV_DOFORK);
	child = test_fork();
	REQUIRE(child >= 0);
	if (!child) {
		close_range(3, ~0u, 0);
		hammer();
	}
	clock_gettime(CLOCK_MONOTONIC, &start);
	do {
		struct xsk_queue *from = xsk_port__queue(sender, 0);
		struct xsk_packet packets[16];
		uint32_t count = xsk_queue__allocate(from, packets, 16);

		for (uint32_t i = 0; i < count; i++)
			packets[i].len = packet_write(packets[i].data, xsk_port__mac(port), i);
		xsk_queue__send(from, packets, count);
		xsk_queue__flush(from);
		for (int i = 0; i < 8; i++)
			take_part(held, turn++);
		xsk_queue__wait(queue, XSK_WAIT_RECEIVE, 1);
		clock_gettime(CLOCK_MONOTONIC, &now);
	} while ((now.tv_sec - start.tv_sec) * 1000 + (now.tv_nsec - start.tv_nsec) / 1000000 < HAMMER_MS);
	kill(child, SIGKILL);
	REQUIRE(waitpid(child, NULL, 0) == child);
	CHECK_INT(xsk_port__stats(port, &stats), 0);
	CHECK(stats.rx_invalid && stats.completion_invalid);
	xsk_pool__stats(pool, &pool_stats);
	CHECK_INT(pool_stats.application, 0);
	CHECK_INT(pool_stats.double_free, 0);
	printf("%u turns; received %llu, refused %llu; sent %llu, completed %llu, completions refused %llu, "
	       "refused by the "
	       "kernel %llu\n",
		turn, (unsigned long long)stats.rx_packets, (unsigned long long)stats.rx_invalid,
		(unsigned long long)stats.tx_packets, (unsigned long long)stats.tx_completed,
		(unsigned long long)stats.completion_invalid, (unsigned long long)stats.tx_invalid);
	close_ports();
}

int main(void)
{
	test_begin();
	veth_create(&veth, 1, 0);
	forged_packets();
	wild_indices();
	forged_completions();
	changed_descriptors();
	changed_fill();
	hammered();
	veth_destroy(&veth);
	return test_end();
}
