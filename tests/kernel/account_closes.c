// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Every packet is counted once, its contents checked by number and checksum, through receive, send and
 * forward; and what did not arrive is where the kernel says it is:
 *
 *	made by the generator - sent by its interface (xdp_xmit) = lost before the wire
 *	sent by its interface - received = rx_dropped + rx_ring_full of the sockets
 *		= the driver's rx_queue_N_drops
 *
 * XSK_PACKETS packets each; by default a million, ten million with XSK_LONG=1, ten thousand on an emulated
 * machine. A veth that sends faster than its peer takes drops, and counts that as tx_dropped. Before Linux
 * 5.18 the kernel makes no packets: a sender does, and what its interface sent is what XDP saw at ours.
 */
#include <sched.h>
#include <string.h>
#include <unistd.h>

#include "bench/frame.h"
#include "bench/generator.h"
#include "tests/harness/driver_counter.h"
#include "tests/harness/test.h"
#include "tests/harness/veth.h"
#include "xsk/port_state.h"

enum { RECEIVE_RATE = 800000, FORWARD_RATE = 300000 }; /* a second */

static struct veth veth;
static uint64_t packets_each;
static enum generator_kind kind; /* what the last generator was */

/* What has come out at the end of a path. */
struct sink {
	uint64_t packets, wrong, next; /* next: the number must be this or, after losses, higher */
};

static void look(struct sink *sink, const struct xsk_packet *packet)
{
	struct frame_stamp stamp;

	if (!frame_check(packet->data, packet->len, &stamp) || stamp.sequence < sink->next) {
		sink->wrong++;
		return;
	}
	sink->packets++;
	sink->next = stamp.sequence + 1;
}

static uint32_t drain(struct sink *sink, struct xsk_port *port)
{
	struct xsk_packet packets[64];
	uint32_t all = 0;

	for (uint32_t i = 0; i < xsk_port__queues(port); i++) {
		struct xsk_queue *queue = xsk_port__queue(port, i);
		uint32_t count = xsk_queue__receive(queue, packets, 64);

		for (uint32_t j = 0; j < count; j++)
			look(sink, &packets[j]);
		xsk_queue__free(queue, packets, count);
		all += count;
	}
	return all;
}

static struct xsk_port *open_port(const char *name, struct xsk_pool *pool)
{
	struct xsk_port_opts opts = { .pool = pool };
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

static struct xsk_pool *make_pool(uint32_t frames)
{
	struct xsk_pool *pool;

	REQUIRE(xsk_pool__open(&pool, &(struct xsk_pool_opts){ .frames = frames }, NULL) == 0);
	return pool;
}

static void is_whole(struct xsk_pool *pool)
{
	struct xsk_pool_stats stats;

	xsk_pool__stats(pool, &stats);
	CHECK_INT(stats.free, stats.frames);
	CHECK_INT(stats.double_free, 0);
	CHECK_INT(xsk_pool__close(pool, NULL), 0);
}

static struct xsk_queue_stats stats_of(const struct xsk_port *port)
{
	struct xsk_queue_stats stats;

	REQUIRE(xsk_port__stats(port, &stats) == 0);
	CHECK_INT(stats.rx_invalid, 0);
	CHECK_INT(stats.completion_invalid, 0);
	CHECK_INT(stats.tx_refused, 0);
	CHECK_INT(stats.tx_invalid, 0);
	return stats;
}

static void plan_of(struct frame_plan *plan)
{
	frame_plan_init(plan);
	plan->stamp = true;
	plan->checksum = true;
	plan->src_port = (struct frame_range){ 1000, 50 };
}

/* From the far end; its probe frames have arrived, and are taken out, when this returns. */
static struct generator *start_generator(struct xsk_port *port, double rate)
{
	struct generator_opts opts = {
		.netns_fd = veth.far_ns, .ifname = "far", .limit = packets_each, .rate = rate, .cpu = 1
	};
	struct generator *generator;
	struct sink probes = { 0 };
	struct xsk_error err;

	plan_of(&opts.plan);
	if (sysconf(_SC_NPROCESSORS_ONLN) < 2)
		opts.cpu = -1;
	if (generator_open(&generator, &opts, &err)) {
		test_failed(__FILE__, __LINE__, "%s", err.text);
		exit(1);
	}
	kind = generator_kind(generator);
	CHECK(kind == GENERATOR_LIVE || test_kernel_below(5, 18));
	while (drain(&probes, port))
		;
	return generator;
}

/* The driver's side, from the far end's namespace and from ours. */
static uint64_t wire_count(void)
{
	uint64_t count;

	if (kind == GENERATOR_SENDER)
		return driver_counter("near", "rx_queue_", "_xdp_packets");
	veth_enter_far(&veth);
	count = driver_counter("far", "tx_queue_", "_xdp_xmit");
	veth_enter_near(&veth);
	return count;
}

static uint64_t drop_count(void)
{
	return driver_counter("near", "rx_queue_", "_drops");
}

static void account(const char *path, uint64_t made, uint64_t wire, uint64_t drops,
	const struct xsk_queue_stats *before, const struct xsk_queue_stats *after)
{
	uint64_t received = after->rx_packets - before->rx_packets;
	uint64_t lost = after->rx_dropped + after->rx_ring_full - before->rx_dropped - before->rx_ring_full;

	printf("%s: %llu made, %llu lost before the wire, %llu received, %llu dropped for want of frames or "
	       "slots\n",
		path, (unsigned long long)made, (unsigned long long)(made - wire),
		(unsigned long long)received, (unsigned long long)lost);
	CHECK(wire <= made);
	CHECK_INT(wire - received, lost);
	CHECK_INT(drops, lost);
	CHECK_INT(after->driver_drops - before->driver_drops, lost);
	CHECK(received > 0);
}

/* At a rate that a receiver carries most of; and as fast as it goes, which drowns it. */
static void receive(double rate)
{
	struct xsk_pool *pool = make_pool(8192);
	struct xsk_port *near = open_port("near", pool);
	struct generator *generator = start_generator(near, rate);
	struct xsk_queue_stats before = stats_of(near), after;
	uint64_t wire = wire_count(), drops = drop_count(), made;
	struct sink sink = { 0 };
	struct xsk_error err;

	REQUIRE(generator_start(generator, &err) == 0);
	while (!generator_finished(generator))
		drain(&sink, near);
	CHECK_INT(generator_stop(generator, &err), 0);
	while (drain(&sink, near))
		;
	made = generator_sent(generator);
	CHECK_INT(made, packets_each);
	after = stats_of(near);
	account("receive", made, wire_count() - wire, drop_count() - drops, &before, &after);
	CHECK_INT(sink.packets, after.rx_packets - before.rx_packets);
	CHECK_INT(sink.wrong, 0);
	generator_close(generator);
	xsk_port__close(near);
	is_whole(pool);
}

/* As many as the queue takes of the next numbers. */
static void send_next(struct xsk_queue *queue, const struct frame_plan *plan, uint64_t *next)
{
	struct xsk_packet packets[64];
	uint32_t wanted = packets_each - *next < 64 ? (uint32_t)(packets_each - *next) : 64;
	uint32_t count = xsk_queue__allocate(queue, packets, wanted);
	int sent;

	for (uint32_t i = 0; i < count; i++)
		packets[i].len = frame_build(plan, *next + i, 0, packets[i].data);
	sent = xsk_queue__send(queue, packets, count);
	REQUIRE(sent >= 0);
	xsk_queue__free(queue, packets + sent, count - (uint32_t)sent);
	REQUIRE(xsk_queue__flush(queue) == 0);
	*next += (uint32_t)sent;
}

static void transmit(void)
{
	struct xsk_pool *pool = make_pool(8192);
	struct xsk_port *near = open_port("near", pool), *far = open_port("far", pool);
	struct xsk_queue_stats sent, received;
	struct frame_plan plan;
	struct sink sink = { 0 };
	uint64_t next = 0, lost = interface_tx_dropped("near");
	int left = 100;

	plan_of(&plan);
	while (next < packets_each) {
		send_next(xsk_port__queue(near, 0), &plan, &next);
		drain(&sink, far);
	}
	while (xsk_queue__flush(xsk_port__queue(near, 0)) == 0 && (drain(&sink, far) || left-- > 0))
		;
	sent = stats_of(near);
	received = stats_of(far);
	lost = interface_tx_dropped("near") - lost;
	printf("send: %llu sent, %llu completed, %llu lost by the sending interface, %llu received, %llu "
	       "dropped\n",
		(unsigned long long)sent.tx_packets, (unsigned long long)sent.tx_completed,
		(unsigned long long)lost, (unsigned long long)received.rx_packets,
		(unsigned long long)(received.rx_dropped + received.rx_ring_full));
	CHECK_INT(sent.tx_packets, packets_each);
	CHECK_INT(sent.tx_completed, packets_each);
	CHECK_INT(sent.tx_dropped, 0);
	CHECK_INT(sink.packets, received.rx_packets);
	CHECK_INT(sink.wrong, 0);
	CHECK_INT(received.rx_packets + received.rx_dropped + received.rx_ring_full + lost, packets_each);
	xsk_port__close(near);
	xsk_port__close(far);
	is_whole(pool);
}

static uint32_t forward_some(struct xsk_port *in, struct xsk_queue *out)
{
	struct xsk_packet packets[64];
	uint32_t all = 0;

	for (uint32_t i = 0; i < xsk_port__queues(in); i++) {
		uint32_t count = xsk_queue__receive(xsk_port__queue(in, i), packets, 64), done = 0;

		while (done < count) {
			int sent = xsk_queue__send(out, packets + done, count - done);

			REQUIRE(sent >= 0);
			done += (uint32_t)sent;
		}
		REQUIRE(xsk_queue__flush(out) == 0);
		all += count;
	}
	return all;
}

/* far => near, forwarded to near2 => far2. */
static void forward(void)
{
	struct xsk_pool *pool = make_pool(8192), *end_pool = make_pool(8192);
	struct xsk_port *near = open_port("near", pool), *near2 = open_port("near2", pool);
	struct xsk_port *far2 = open_port("far2", end_pool);
	struct generator *generator = start_generator(near, FORWARD_RATE);
	struct xsk_queue_stats before = stats_of(near), after, out, end;
	uint64_t wire = wire_count(), drops = drop_count(), lost = interface_tx_dropped("near2");
	struct sink sink = { 0 };
	struct xsk_error err;
	bool finished = false;

	REQUIRE(generator_start(generator, &err) == 0);
	for (uint32_t moved = 1; moved || !finished;) {
		finished = generator_finished(generator);
		moved = forward_some(near, xsk_port__queue(near2, 0));
		moved += drain(&sink, far2);
	}
	CHECK_INT(generator_stop(generator, &err), 0);
	while (forward_some(near, xsk_port__queue(near2, 0)) + drain(&sink, far2))
		;
	CHECK_INT(generator_sent(generator), packets_each);
	after = stats_of(near);
	out = stats_of(near2);
	end = stats_of(far2);
	lost = interface_tx_dropped("near2") - lost;
	account("forward", generator_sent(generator), wire_count() - wire, drop_count() - drops, &before,
		&after);
	printf("forward: %llu sent on, %llu completed, %llu arrived, %llu dropped at the end\n",
		(unsigned long long)out.tx_packets, (unsigned long long)out.tx_completed,
		(unsigned long long)end.rx_packets, (unsigned long long)(end.rx_dropped + end.rx_ring_full));
	CHECK_INT(out.tx_packets, after.rx_packets - before.rx_packets);
	CHECK_INT(out.tx_completed, out.tx_packets);
	CHECK_INT(out.tx_dropped, 0);
	CHECK_INT(end.rx_packets + end.rx_dropped + end.rx_ring_full + lost, out.tx_packets);
	CHECK_INT(sink.packets, end.rx_packets);
	CHECK_INT(sink.wrong, 0);
	generator_close(generator);
	xsk_port__close(near);
	xsk_port__close(near2);
	is_whole(pool);
	xsk_port__close(far2);
	is_whole(end_pool);
}

/* The generator has the other one. */
static void pin_to_first_cpu(void)
{
	cpu_set_t first;

	CPU_ZERO(&first);
	CPU_SET(0, &first);
	sched_setaffinity(0, sizeof(first), &first);
}

int main(void)
{
	const char *asked = getenv("XSK_PACKETS"), *full = getenv("XSK_LONG");

	packets_each = asked                    ? strtoull(asked, NULL, 10)
		       : full && full[0] == '1' ? 10000000
						: test_scaled(1000000);
	test_begin();
	veth_create(&veth, 1, 0);
	veth_command(
		"ip link add near2 type veth peer name far2 netns /proc/%d/fd/%d && ip link set near2 up && "
		"nsenter --net=/proc/%d/fd/%d ip link set far2 up",
		getpid(), veth.far_ns, getpid(), veth.far_ns);
	pin_to_first_cpu();
	receive(RECEIVE_RATE);
	receive(0);
	transmit();
	forward();
	veth_destroy(&veth);
	return test_end();
}
