// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * One pool under several ports: three queues of four idle and few frames, native and skb mode together, the
 * first port closed while another runs, a third opened after. No packet is lost or doubled, no frame leaks,
 * and forwarding moves no byte.
 */
#include <string.h>
#include <unistd.h>

#include "tests/harness/driver_counter.h"
#include "tests/harness/test.h"
#include "tests/harness/veth.h"
#include "xsk/port_state.h"

/* A veth holds 256 frames for its peer and drops more, if the peer's softirq is late: fewer are under way. */
enum { BYTES = 64, BURST = 64, WINDOW = 64, MOST = 20000 };

static struct veth veth;

static struct xsk_port *open_port(const char *name, struct xsk_pool *pool, enum xsk_mode mode)
{
	struct xsk_port_opts opts = { .pool = pool, .mode = mode };
	struct xsk_port *port;
	struct xsk_error err;

	if (name[0] == 'f')
		opts.netns_fd = veth.far_ns;
	if (xsk_port__open(&port, name, &opts, &err)) {
		test_failed(__FILE__, __LINE__, "%s", err.text);
		exit(1);
	}
	return port;
}

/* Numbers from *next on, as many as go; to a queue of the same number at the other end. */
static void send_numbers(struct xsk_queue *queue, uint32_t *next, uint32_t most)
{
	struct xsk_packet packets[BURST];
	uint32_t count = xsk_queue__allocate(queue, packets, most < BURST ? most : BURST);
	int sent;

	for (uint32_t i = 0; i < count; i++) {
		uint32_t number = *next + i;

		memset(packets[i].data, 0xff, BYTES);
		memcpy((char *)packets[i].data + 14, &number, 4);
		packets[i].len = BYTES;
	}
	sent = xsk_queue__send(queue, packets, count);
	REQUIRE(sent >= 0);
	*next += (uint32_t)sent;
	xsk_queue__free(queue, packets + sent, count - (uint32_t)sent);
	REQUIRE(xsk_queue__flush(queue) == 0);
}

struct arrivals {
	uint32_t count;
	uint8_t seen[MOST];
};

/* Every number once. In skb mode they may overtake each other: each processor has a backlog of its own, and the
 * sender moves between them. */
static void receive_numbers(struct xsk_queue *queue, struct arrivals *arrivals)
{
	struct xsk_packet packets[BURST];
	uint32_t count;

	while ((count = xsk_queue__receive(queue, packets, BURST))) {
		for (uint32_t i = 0; i < count; i++) {
			uint32_t number;

			memcpy(&number, (char *)packets[i].data + 14, 4);
			REQUIRE(number < MOST && !arrivals->seen[number]);
			arrivals->seen[number] = 1;
			arrivals->count++;
		}
		xsk_queue__free(queue, packets, count);
	}
}

static void print_losses(const struct xsk_queue *queue)
{
	struct xsk_queue_stats stats;

	CHECK_INT(xsk_port__stats(xsk_queue__port(queue), &stats), 0);
	printf("a receiver: %llu received; dropped: %llu for want of frames, %llu ring full, %llu by the "
	       "driver\n",
		(unsigned long long)stats.rx_packets, (unsigned long long)stats.rx_dropped,
		(unsigned long long)stats.rx_ring_full, (unsigned long long)stats.driver_drops);
}

/* For a packet at one of the queues, two seconds; or it ends the program and says what became of them. */
static void await(struct xsk_queue **queues, uint32_t count, uint32_t sent, uint32_t received)
{
	if (xsk_wait(queues, count, XSK_WAIT_RECEIVE, 2000) == 1)
		return;
	test_failed(__FILE__, __LINE__, "%u sent, %u arrived, and no more; near dropped %llu, near2 %llu",
		sent, received, (unsigned long long)interface_tx_dropped("near"),
		(unsigned long long)interface_tx_dropped("near2"));
	for (uint32_t i = 0; i < count; i++)
		print_losses(queues[i]);
	exit(1);
}

static void run(struct xsk_queue *out, struct xsk_queue *in, uint32_t packets)
{
	struct arrivals arrivals = { 0 };
	uint32_t sent = 0;

	while (arrivals.count < packets) {
		if (sent < packets && sent - arrivals.count < WINDOW)
			send_numbers(out, &sent, packets - sent);
		await(&in, 1, sent, arrivals.count);
		receive_numbers(in, &arrivals);
	}
	CHECK_INT(sent, arrivals.count);
}

static void is_whole(struct xsk_pool *pool)
{
	struct xsk_pool_stats stats;

	xsk_pool__stats(pool, &stats);
	CHECK_INT(stats.free, stats.frames);
	CHECK_INT(stats.double_free, 0);
	CHECK_INT(xsk_pool__close(pool, NULL), 0);
}

static struct xsk_pool *make_pool(uint32_t frames)
{
	struct xsk_pool *pool;

	REQUIRE(xsk_pool__open(&pool, &(struct xsk_pool_opts){ .frames = frames }, NULL) == 0);
	return pool;
}

/* Four queues on 4 * 256 + 64 frames: idle ones must not starve the busy one. */
static void few_frames(void)
{
	struct xsk_pool *pool = make_pool(4 * 256 + 64), *far_pool = make_pool(2048);
	struct xsk_port *near = open_port("near", pool, XSK_MODE_AUTO),
			*far = open_port("far", far_pool, XSK_MODE_AUTO);

	CHECK_INT(xsk_port__queues(near), 4);
	run(xsk_port__queue(far, 2), xsk_port__queue(near, 2), 20000);
	run(xsk_port__queue(near, 1), xsk_port__queue(far, 1), 20000);
	xsk_port__close(near);
	xsk_port__close(far);
	is_whole(pool);
	is_whole(far_pool);
}

static void ports_come_and_go(void)
{
	struct xsk_pool *pool = make_pool(8192);
	struct xsk_port *near = open_port("near", pool, XSK_MODE_NATIVE),
			*far = open_port("far", pool, XSK_MODE_SKB);
	struct xsk_port *near2, *far2;
	struct arrivals arrivals = { 0 };
	uint32_t sent = 0;

	CHECK_INT(xsk_port__mode(near), XSK_MODE_NATIVE);
	CHECK_INT(xsk_port__mode(far), XSK_MODE_SKB);
	near2 = open_port("near2", pool, XSK_MODE_AUTO);
	far2 = open_port("far2", pool, XSK_MODE_AUTO);
	run(xsk_port__queue(near, 0), xsk_port__queue(far, 0), 5000);
	run(xsk_port__queue(far, 0), xsk_port__queue(near, 0), 5000);
	/* The first pair goes while the second has packets under way. */
	send_numbers(xsk_port__queue(near2, 0), &sent, 64);
	xsk_port__close(near);
	send_numbers(xsk_port__queue(near2, 0), &sent, 64);
	xsk_port__close(far);
	send_numbers(xsk_port__queue(near2, 0), &sent, 64);
	/* A third opened after: the frames of the closed ones are there to use, and only they. */
	near = open_port("near", pool, XSK_MODE_SKB);
	while (arrivals.count < sent) {
		struct xsk_queue *in = xsk_port__queue(far2, 0);

		await(&in, 1, sent, arrivals.count);
		receive_numbers(in, &arrivals);
	}
	run(xsk_port__queue(near2, 0), xsk_port__queue(far2, 0), 5000);
	far = open_port("far", pool, XSK_MODE_NATIVE);
	run(xsk_port__queue(far, 0), xsk_port__queue(near, 0), 5000);
	xsk_port__close(far2);
	xsk_port__close(near);
	xsk_port__close(far);
	xsk_port__close(near2);
	is_whole(pool);
}

/* All that has arrived; the bytes stay where the kernel put them. */
static void forward(struct xsk_queue *in, struct xsk_queue *out, const struct xsk_pool *pool)
{
	struct xsk_packet packets[BURST];
	uint32_t count;

	while ((count = xsk_queue__receive(in, packets, BURST))) {
		for (uint32_t i = 0; i < count; i++) {
			uint64_t address = (uint64_t)((uint8_t *)packets[i].data - pool->geometry.area);

			REQUIRE(xsk_queue__send(out, &packets[i], 1) == 1);
			CHECK_INT(out->tx.entries[(out->tx.producer - 1) & out->tx.mask].addr, address);
		}
	}
	REQUIRE(xsk_queue__flush(out) == 0);
}

/* near -> far, forwarded to near2 -> far2 by its address. */
static void forwarding_copies_nothing(void)
{
	struct xsk_pool *pool = make_pool(8192), *ends = make_pool(8192);
	struct xsk_port *source = open_port("near", ends, XSK_MODE_AUTO),
			*sink = open_port("far2", ends, XSK_MODE_AUTO);
	struct xsk_port *in = open_port("far", pool, XSK_MODE_AUTO),
			*out = open_port("near2", pool, XSK_MODE_AUTO);
	struct xsk_queue *receivers[] = { xsk_port__queue(in, 0), xsk_port__queue(sink, 0) };
	struct arrivals arrivals = { 0 };
	uint32_t sent = 0;

	while (arrivals.count < MOST) {
		if (sent < MOST && sent - arrivals.count < WINDOW)
			send_numbers(xsk_port__queue(source, 0), &sent, MOST - sent);
		await(receivers, 2, sent, arrivals.count);
		forward(receivers[0], xsk_port__queue(out, 0), pool);
		receive_numbers(receivers[1], &arrivals);
	}
	CHECK_INT(sent, arrivals.count);
	xsk_port__close(in);
	xsk_port__close(out);
	is_whole(pool);
	xsk_port__close(source);
	xsk_port__close(sink);
	is_whole(ends);
}

int main(void)
{
	test_begin();
	veth_create(&veth, 4, 0);
	few_frames();
	veth_command(
		"ip link add near2 type veth peer name far2 netns /proc/%d/fd/%d && ip link set near2 up && "
		"nsenter --net=/proc/%d/fd/%d ip link set far2 up",
		getpid(), veth.far_ns, getpid(), veth.far_ns);
	ports_come_and_go();
	forwarding_copies_nothing();
	veth_destroy(&veth);
	return test_end();
}
