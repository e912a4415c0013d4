// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* The loop of examples/forward.c, made to survive its interfaces; and its books. */
#include "tests/soak/forwarder.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "tests/harness/test.h"
#include "xsk/queue.h"

enum {
	FRAMES = 4096,
	BURST = 64,
	REST_MS = 50,        /* how long a request to rest may wait */
	REOPEN_MS = 10000,   /* an interface that went away is there again after so long */
	COME_BACK_MS = 3000, /* what was sent comes back within so long, once nothing is in the way */
	BESIDE_MAX = 64,     /* frames that the kernel may hold outside of the rings, of one queue */
};

static const char *const names[2] = { "near", "near2" };

static bool told(const bool *flag)
{
	return __atomic_load_n(flag, __ATOMIC_RELAXED);
}

static int open_port(struct forwarder *forwarder, int i, struct xsk_error *err)
{
	struct xsk_port_opts opts = { .pool = forwarder->pool };
	int code = xsk_port__open(&forwarder->ports[i], names[i], &opts, err);

	forwarder->queues[i] = code ? NULL : xsk_port__queue(forwarder->ports[i], 0);
	return code;
}

static void reopen(struct forwarder *forwarder, int i)
{
	struct xsk_error err;
	int waited = 0;

	xsk_port__close(forwarder->ports[i]);
	while (open_port(forwarder, i, &err)) {
		if (waited >= REOPEN_MS) {
			test_failed(__FILE__, __LINE__, "%s does not open again: %s", names[i], err.text);
			_exit(1);
		}
		usleep(10000);
		waited += 10;
	}
	__atomic_fetch_add(&forwarder->reopened, 1, __ATOMIC_RELAXED);
}

static void reopen_what_is_gone(struct forwarder *forwarder)
{
	for (int i = 0; i < 2; i++)
		if (xsk_queue__flush(forwarder->queues[i]) == -ENODEV)
			reopen(forwarder, i);
}

/* False when either interface is gone. */
static bool move(struct forwarder *forwarder, int from)
{
	struct xsk_queue *in = forwarder->queues[from], *out = forwarder->queues[!from];
	struct xsk_packet packets[BURST];
	uint32_t count = xsk_queue__receive(in, packets, BURST);
	int sent = count ? xsk_queue__send(out, packets, count) : 0;
	uint32_t taken = sent > 0 ? (uint32_t)sent : 0;

	xsk_queue__free(in, packets + taken, count - taken);
	__atomic_fetch_add(&forwarder->moved[from], taken, __ATOMIC_RELAXED);
	__atomic_fetch_add(&forwarder->no_room[from], count - taken, __ATOMIC_RELAXED);
	if (sent == -EINVAL)
		test_failed(__FILE__, __LINE__, "%s refuses what %s received", names[!from], names[from]);
	return sent != -ENODEV;
}

static void *forward(void *argument)
{
	struct forwarder *forwarder = argument;

	while (!told(&forwarder->stop)) {
		int code = xsk_wait(forwarder->queues, 2, XSK_WAIT_RECEIVE, REST_MS);
		bool there = code != -ENODEV;

		if (code < 0 && code != -ENODEV && code != -ENETDOWN && code != -EINTR)
			test_failed(__FILE__, __LINE__, "xsk_wait: %d", code);
		for (int i = 0; i < 2 && there; i++)
			there = move(forwarder, i);
		if (!there)
			reopen_what_is_gone(forwarder);
		if (told(&forwarder->rest)) {
			sem_post(&forwarder->resting);
			while (sem_wait(&forwarder->go_on))
				;
		}
	}
	return NULL;
}

/* All frames once, so that the memory of the process does not grow when they come into use. */
static void touch_frames(struct xsk_pool *pool)
{
	static struct xsk_packet packets[FRAMES];
	uint32_t count = xsk_pool__allocate(pool, packets, FRAMES);

	CHECK_INT(count, FRAMES);
	for (uint32_t i = 0; i < count; i++)
		memset(packets[i].data, 0, 1024);
	xsk_pool__free(pool, packets, count);
}

void forwarder_start(struct forwarder *forwarder)
{
	struct xsk_pool_opts opts = { .frames = FRAMES, .no_hugepages = true };
	struct xsk_error err;
	int code = xsk_pool__open(&forwarder->pool, &opts, &err);

	if (!code)
		touch_frames(forwarder->pool);
	for (int i = 0; i < 2 && !code; i++)
		code = open_port(forwarder, i, &err);
	if (code) {
		test_failed(__FILE__, __LINE__, "%s", err.text);
		exit(1);
	}
	sem_init(&forwarder->resting, 0, 0);
	sem_init(&forwarder->go_on, 0, 0);
	REQUIRE(pthread_create(&forwarder->thread, NULL, forward, forwarder) == 0);
}

void forwarder_stop(struct forwarder *forwarder)
{
	struct xsk_pool_stats stats;

	__atomic_store_n(&forwarder->stop, true, __ATOMIC_RELAXED);
	pthread_join(forwarder->thread, NULL);
	for (int i = 0; i < 2; i++)
		xsk_port__close(forwarder->ports[i]);
	xsk_pool__stats(forwarder->pool, &stats);
	CHECK_INT(stats.free, stats.frames);
	CHECK_INT(stats.double_free, 0);
	CHECK_INT(xsk_pool__close(forwarder->pool, NULL), 0);
	sem_destroy(&forwarder->resting);
	sem_destroy(&forwarder->go_on);
}

void forwarder_rest(struct forwarder *forwarder)
{
	__atomic_store_n(&forwarder->rest, true, __ATOMIC_RELAXED);
	while (sem_wait(&forwarder->resting))
		;
}

void forwarder_go_on(struct forwarder *forwarder)
{
	__atomic_store_n(&forwarder->rest, false, __ATOMIC_RELAXED);
	sem_post(&forwarder->go_on);
}

/* Until nothing is on its way any more. */
static void settle(struct forwarder *forwarder)
{
	for (int waited = 0; waited < COME_BACK_MS; waited++) {
		bool busy = false;

		for (int i = 0; i < 2; i++) {
			struct xsk_queue *queue = forwarder->queues[i];
			struct xsk_packet packets[BURST];
			uint32_t count = xsk_queue__receive(queue, packets, BURST);

			xsk_queue__free(queue, packets, count);
			xsk_queue__flush(queue);
			busy |= count || queue->outstanding;
		}
		if (!busy)
			return;
		usleep(1000);
	}
}

bool forwarder_frames_agree(struct forwarder *forwarder, struct xsk_pool_stats *stats, uint32_t *beside)
{
	uint64_t lent = 0;
	bool agree = true;

	settle(forwarder);
	*beside = 0;
	for (int i = 0; i < 2; i++) {
		struct xsk_queue *queue = forwarder->queues[i];
		const struct queue_fill *fill = &queue->fill;
		uint32_t waiting = fill->producer - __atomic_load_n(fill->consumer_word, __ATOMIC_ACQUIRE);
		struct xsk_queue_stats counters;

		lent += fill->lent + queue->outstanding;
		*beside += fill->lent - waiting;
		xsk_queue__stats(queue, &counters);
		agree &= CHECK(waiting <= fill->lent && fill->lent - waiting <= BESIDE_MAX);
		agree &= CHECK(fill->lent >= fill->level / 2);
		agree &= CHECK(!queue->outstanding);
		agree &= CHECK(!counters.rx_invalid && !counters.tx_invalid && !counters.completion_invalid &&
			       !counters.tx_refused);
		if (!agree)
			fprintf(stderr,
				"%s: level %u, lent %u, in the fill ring %u, sent and not back %u; invalid: "
				"rx %llu, "
				"tx %llu, completions %llu, refused %llu\n",
				names[i], fill->level, fill->lent, waiting, queue->outstanding,
				(unsigned long long)counters.rx_invalid,
				(unsigned long long)counters.tx_invalid,
				(unsigned long long)counters.completion_invalid,
				(unsigned long long)counters.tx_refused);
	}
	xsk_pool__stats(forwarder->pool, stats);
	if (stats->kernel == lent && !stats->application && !stats->double_free)
		return agree;
	test_failed(__FILE__, __LINE__,
		"frames: %llu lent to the kernel, the queues know of %llu; the application holds %llu; freed "
		"twice "
		"%llu",
		(unsigned long long)stats->kernel, (unsigned long long)lent,
		(unsigned long long)stats->application, (unsigned long long)stats->double_free);
	return false;
}
