// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "loader/attach/detach_batch.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <xsk/object.h>

enum { THREADS_LIMIT = 16 };

/* Links that threads take one by one. Freed by whoever leaves it last. */
struct batch {
	struct bpf_link **links;
	size_t count;
	_Atomic size_t next;
	_Atomic unsigned int holders;
	bool background;
};

/* Batches in the background, for those who want to wait for their end. */
static pthread_mutex_t background_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t background_ended = PTHREAD_COND_INITIALIZER;
static unsigned int background_batches;

static void leave(struct batch *batch)
{
	/* Acquire and release: the last one sees that all others are done with the links. */
	if (atomic_fetch_sub_explicit(&batch->holders, 1, memory_order_acq_rel) != 1)
		return;
	if (batch->background) {
		pthread_mutex_lock(&background_lock);
		background_batches--;
		pthread_cond_broadcast(&background_ended);
		pthread_mutex_unlock(&background_lock);
	}
	free(batch->links);
	free(batch);
}

static void *work(void *argument)
{
	struct batch *batch = argument;

	for (;;) {
		size_t i = atomic_fetch_add_explicit(&batch->next, 1, memory_order_relaxed);

		if (i >= batch->count)
			break;
		bpf_link__destroy(batch->links[i]);
	}
	leave(batch);
	return NULL;
}

static struct batch *make_batch(struct bpf_link **links, size_t count, bool background)
{
	struct batch *batch = calloc(1, sizeof(*batch));

	if (batch)
		batch->links = malloc(count * sizeof(*batch->links));
	if (!batch || !batch->links) {
		free(batch);
		return NULL;
	}
	memcpy(batch->links, links, count * sizeof(*batch->links));
	batch->count = count;
	batch->background = background;
	atomic_store_explicit(&batch->holders, 1, memory_order_relaxed);
	return batch;
}

/* Starts helpers; the caller holds the batch too. How many were started. */
static size_t start(struct batch *batch, size_t wanted, pthread_t *threads)
{
	size_t started = 0;

	for (; started < wanted; started++) {
		atomic_fetch_add_explicit(&batch->holders, 1, memory_order_relaxed);
		if (pthread_create(&threads[started], NULL, work, batch)) {
			leave(batch);
			break;
		}
	}
	return started;
}

static void destroy_slow(struct bpf_link **links, size_t count, bool background)
{
	size_t wanted = count < THREADS_LIMIT ? count : THREADS_LIMIT, started;
	struct batch *batch = count > 1 || background ? make_batch(links, count, background) : NULL;
	pthread_t threads[THREADS_LIMIT];

	if (!batch) { /* one link, or no memory: one after the other */
		for (size_t i = 0; i < count; i++)
			bpf_link__destroy(links[i]);
		return;
	}
	if (background) {
		pthread_mutex_lock(&background_lock);
		background_batches++;
		pthread_mutex_unlock(&background_lock);
	}
	started = start(batch, background ? wanted : wanted - 1, threads);
	if (background && started) {
		for (size_t i = 0; i < started; i++)
			pthread_detach(threads[i]);
		leave(batch);
		return;
	}
	work(batch);
	for (size_t i = 0; i < started; i++)
		pthread_join(threads[i], NULL);
}

void links_destroy(struct bpf_link **links, size_t count, bool background)
{
	size_t slow = 0;

	/* The slow ones move to the front of the array; the others end here and now. */
	for (size_t i = 0; i < count; i++) {
		struct bpf_link *link = links[i];

		if (link && link->is_slow && !link->is_disconnected)
			links[slow++] = link;
		else
			bpf_link__destroy(link);
	}
	if (slow)
		destroy_slow(links, slow, background);
}

int xsk_links__destroy(struct bpf_link **links, size_t count, unsigned int flags)
{
	if (flags & ~XSK_DETACH_BACKGROUND)
		return -EINVAL;
	links_destroy(links, count, flags & XSK_DETACH_BACKGROUND);
	memset(links, 0, count * sizeof(*links));
	return 0;
}

void xsk_links__wait(void)
{
	pthread_mutex_lock(&background_lock);
	while (background_batches)
		pthread_cond_wait(&background_ended, &background_lock);
	pthread_mutex_unlock(&background_lock);
}

int xsk_object__set_detach(struct bpf_object *object, unsigned int flags)
{
	if (flags & ~XSK_DETACH_BACKGROUND)
		return -EINVAL;
	object->detaches_in_background = flags & XSK_DETACH_BACKGROUND;
	return 0;
}
