// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Sleeping until a queue can go on. A socket tells neither that its interface went down or away, nor that
 * frames came back, nor of a thread that wants us to stop (facts/afxdp.md 1.2, 1.7): so the sleep is on
 * socket, change monitor and wake event together, and never without bound.
 */
#include <errno.h>

#include "base/clock.h"
#include "base/syscall.h"
#include "netlink/monitor.h"
#include "xsk/queue.h"

enum {
	WAIT_QUEUES_MAX = 1024,
	LONGEST_SLEEP_MS = 1000, /* then everything is looked at again */
	FRAMES_OUT_MS = 1,       /* completions, and room in the send buffer, come without notice */
	STARVED_MS = 10,         /* another queue may put frames into the pool without notice */
	DOWN_MS = 100,           /* from one report of a link that stays down to the next */
};

enum { WATCH_SOCKET, WATCH_MONITOR, WATCH_WAKE, WATCHES };

/* The request first and the event then: whoever sleeps finds the request when the event wakes it. */
void xsk_queue__wake(struct xsk_queue *queue)
{
	int before = errno;
	uint64_t one = 1;

	/* Release pairs with the acquire of wake_taken. */
	__atomic_store_n(&queue->wake_requested, 1, __ATOMIC_RELEASE);
	if (queue->wake_fd >= 0)
		sys_write(queue->wake_fd, &one, sizeof(one));
	errno = before;
}

static bool wake_taken(struct xsk_queue *queue)
{
	uint64_t count;

	if (!__atomic_load_n(&queue->wake_requested, __ATOMIC_RELAXED) ||
		!__atomic_exchange_n(&queue->wake_requested, 0, __ATOMIC_ACQUIRE))
		return false;
	sys_read(queue->wake_fd, &count, sizeof(count));
	return true;
}

/* Room for a packet and a frame to put it in; takes completions for that. */
static bool can_send(struct xsk_queue *queue)
{
	struct queue_tx *tx = &queue->tx;

	return tx->slots && tx->producer - queue_tx_look(tx) < tx->slots && queue_stack_fill(queue, 1);
}

/* Fewer frames in front of the kernel than half of what is wanted: the pool had no more. */
static bool is_starved(const struct xsk_queue *queue)
{
	return queue->fill.level && queue->fill.lent < queue->fill.level / 2;
}

/* Hands over what was sent and refills; how long a sleep may last at most. */
static int prepare(struct xsk_queue *queue, uint32_t events)
{
	int bound = LONGEST_SLEEP_MS;
	uint32_t backlog = queue_backlog(queue);

	if (queue->tx.unkicked && queue_kick(queue) == 1)
		bound = FRAMES_OUT_MS;
	queue_refill(queue, backlog);
	queue_fill_periodic(queue);
	if (is_starved(queue))
		bound = bound < STARVED_MS ? bound : STARVED_MS;
	if (events & XSK_WAIT_SEND)
		bound = FRAMES_OUT_MS;
	return bound;
}

/* 1: the queue can go on; -ENODEV: never again; 0. */
static int look(struct xsk_queue *queue, uint32_t events)
{
	if ((events & XSK_WAIT_RECEIVE) && queue_backlog(queue))
		return 1;
	if (queue->trouble == -ENODEV)
		return -ENODEV;
	if ((events & XSK_WAIT_SEND) && !queue->link_down && can_send(queue))
		return 1;
	return 0;
}

/* What the monitor has heard: -ENODEV gone, -ENETDOWN just now went down, 0. */
static int read_monitor(struct xsk_queue *queue)
{
	bool was_down = queue->link_down;

	switch (monitor_update(queue->monitor)) {
	case MONITOR_GONE:
		queue->trouble = -ENODEV;
		return -ENODEV;
	case MONITOR_DOWN:
		queue->link_down = true;
		return was_down ? 0 : -ENETDOWN;
	case MONITOR_UP:
		queue->link_down = false;
		return 0;
	}
	return 0;
}

/* After a sleep. An event without a request is one that came together with the request before it. */
static int read_watches(struct xsk_queue *queue, const struct pollfd *watches)
{
	uint64_t count;

	if (watches[WATCH_WAKE].revents) {
		if (wake_taken(queue))
			return -EINTR;
		sys_read(queue->wake_fd, &count, sizeof(count));
	}
	if (watches[WATCH_MONITOR].revents)
		return read_monitor(queue);
	return 0;
}

static void set_watches(const struct xsk_queue *queue, uint32_t events, struct pollfd *watches)
{
	const struct queue_tx *tx = &queue->tx;
	short wanted = events & XSK_WAIT_RECEIVE ? POLLIN : 0;

	/* POLLOUT means a ring at most half full; of a ring with room it says nothing new. */
	if ((events & XSK_WAIT_SEND) && tx->producer - tx->consumer >= tx->slots)
		wanted |= POLLOUT;
	watches[WATCH_SOCKET] = (struct pollfd){ .fd = queue->fd, .events = wanted };
	watches[WATCH_MONITOR] = (struct pollfd){ .fd = monitor_fd(queue->monitor), .events = POLLIN };
	watches[WATCH_WAKE] = (struct pollfd){ .fd = queue->wake_fd, .events = POLLIN };
}

static int smaller(int a, int b)
{
	return a < b ? a : b;
}

/* Everything there is to do before a sleep, for all queues; how long it may last. */
static int prepare_all(struct xsk_queue *const *queues, uint32_t count, uint32_t events)
{
	int bound = LONGEST_SLEEP_MS;

	for (uint32_t i = 0; i < count; i++) {
		bound = smaller(bound, prepare(queues[i], events));
		if (queues[i]->link_down)
			bound = smaller(bound, DOWN_MS);
	}
	return bound;
}

/* A wake first: a request to stop must not drown in packets. */
static int look_all(struct xsk_queue *const *queues, uint32_t count, uint32_t events)
{
	for (uint32_t i = 0; i < count; i++)
		if (wake_taken(queues[i]))
			return -EINTR;
	for (uint32_t i = 0; i < count; i++) {
		int code = look(queues[i], events);

		if (code)
			return code;
	}
	return 0;
}

static int sleep_all(struct xsk_queue *const *queues, uint32_t count, uint32_t events, int sleep_ms)
{
	struct pollfd watches[WATCHES * WAIT_QUEUES_MAX];
	bool down = false;
	int woken;

	for (uint32_t i = 0; i < count; i++) {
		set_watches(queues[i], events, watches + WATCHES * i);
		down |= queues[i]->link_down;
	}
	woken = sys_poll(watches, WATCHES * count, sleep_ms);
	if (woken < 0)
		return woken;
	for (uint32_t i = 0; i < count && woken; i++) {
		int code = read_watches(queues[i], watches + WATCHES * i);

		if (code)
			return code;
	}
	/* Told once when it happened; and while it lasts not in every call, or the caller would spin. */
	return down && !woken && sleep_ms >= DOWN_MS ? -ENETDOWN : 0;
}

/* How long to sleep: @bound, or up to the deadline. Without a deadline the clock is not read. */
static int until(uint64_t deadline, int timeout_ms, int bound)
{
	uint64_t now;

	if (timeout_ms <= 0)
		return timeout_ms ? bound : 0;
	now = clock_ms();
	return deadline > now ? smaller(bound, (int)(deadline - now)) : 0;
}

/* What costs time comes only when there is nothing to do: a packet that is there is told at once. */
int xsk_wait(struct xsk_queue *const *queues, uint32_t count, uint32_t events, int timeout_ms)
{
	uint64_t deadline = 0;
	int code;

	if (!count || count > WAIT_QUEUES_MAX || !events || events & ~(XSK_WAIT_RECEIVE | XSK_WAIT_SEND))
		return -EINVAL;
	for (uint32_t i = 0; i < count; i++)
		if (queues[i]->tx.unkicked)
			queue_kick(queues[i]);
	code = look_all(queues, count, events);
	if (code)
		return code;
	if (timeout_ms > 0)
		deadline = clock_ms() + (uint64_t)timeout_ms;
	for (bool last = false; !last;) {
		int bound = prepare_all(queues, count, events);

		/* The kernel may have filled or emptied a ring meanwhile. */
		code = look_all(queues, count, events);
		if (code)
			return code;
		code = sleep_all(queues, count, events, until(deadline, timeout_ms, bound));
		if (!code)
			code = look_all(queues, count, events);
		if (code)
			return code;
		last = timeout_ms >= 0 && !until(deadline, timeout_ms, 1);
	}
	return 0;
}

int xsk_queue__wait(struct xsk_queue *queue, uint32_t events, int timeout_ms)
{
	return xsk_wait(&queue, 1, events, timeout_ms);
}

int xsk_queue__fd(struct xsk_queue *queue)
{
	int fds[] = { queue->fd, monitor_fd(queue->monitor), queue->wake_fd }, fd, code = 0;

	if (queue->poll_fd >= 0)
		return queue->poll_fd;
	fd = sys_epoll_create();
	if (fd < 0)
		return fd;
	for (int i = 0; i < 3 && !code; i++)
		code = sys_epoll_add(fd, fds[i], EPOLLIN, 0);
	if (code) {
		close(fd);
		return code;
	}
	queue->poll_fd = fd;
	return fd;
}

int xsk_queue__arm(struct xsk_queue *queue, int *timeout_ms)
{
	uint32_t events = XSK_WAIT_RECEIVE | (queue->short_of_room ? XSK_WAIT_SEND : 0);
	struct pollfd watches[WATCHES];
	int bound = prepare(queue, events), code;

	if (wake_taken(queue))
		return -EINTR;
	/* The caller's sleep saw that something happened; what it was is read here. */
	set_watches(queue, 0, watches);
	code = sys_poll(watches, WATCHES, 0);
	if (code > 0)
		code = read_watches(queue, watches);
	if (!code)
		code = look(queue, events);
	if (code == 1)
		queue->short_of_room = false;
	*timeout_ms = code ? 0 : bound == LONGEST_SLEEP_MS ? -1 : bound;
	return code;
}
