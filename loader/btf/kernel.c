// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* The BTF of the running kernel, and who asked for what names in it. */
#include "loader/btf/kernel.h"

#include <pthread.h>
#include <bpf/libbpf_legacy.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/error.h"
#include "base/scoped.h"
#include "base/syscall.h"
#include "loader/btf/btf.h"
#include "loader/btf/keys.h"
#include "loader/btf/locate.h"
#include "loader/btf/names.h"
#include "loader/result.h"

static struct {
	pthread_mutex_t lock;
	/* Written once, under the lock; read without. */
	const struct btf *_Atomic vmlinux;
	struct btf_answers *answers; /* what was asked before there was a table, and functions */
	struct btf_names *names;     /* the table */
} kernel = { .lock = PTHREAD_MUTEX_INITIALIZER };

/* The first walk: with wishes, if somebody has some. */
static int walk_first(struct btf *btf, struct btf_scan *scan, struct xsk_error *err)
{
	int result;

	scan->samples = malloc(sizeof(*scan->samples) * btf_scan_samples(btf));
	if (!scan->samples)
		return error_set(err, -ENOMEM, "kernel BTF: no memory");
	result = btf_scan_types(btf, scan, err);
	if (!result) {
		uint32_t *fitting =
			realloc(scan->samples, sizeof(*fitting) * ((scan->count >> BTF_SAMPLE_SHIFT) + 1));

		free(btf->offsets);
		btf->offsets = fitting ? fitting : scan->samples;
		btf->offset_shift = BTF_SAMPLE_SHIFT;
		btf->type_count = scan->count;
	} else {
		free(scan->samples);
	}
	return result;
}

static int no_names(void *context, uint32_t id, const struct btf_type *type, const char *name)
{
	return 0;
}

const struct btf *kernel_btf(struct xsk_error *err)
{
	/* Acquire pairs with the release below: what it points at is complete. */
	const struct btf *btf = atomic_load_explicit(&kernel.vmlinux, memory_order_acquire);
	struct btf_scan scan = { .named = no_names };
	struct btf *opened = NULL;

	if (btf)
		return btf;
	pthread_mutex_lock(&kernel.lock);
	btf = kernel.vmlinux;
	if (!btf && !kernel_btf_locate(&opened, err)) {
		if (walk_first(opened, &scan, err)) {
			btf__free(opened);
		} else {
			btf = opened;
			atomic_store_explicit(&kernel.vmlinux, btf, memory_order_release);
		}
	}
	pthread_mutex_unlock(&kernel.lock);
	return btf;
}

/* Opens, walks and answers in one go. Under the lock. */
static int find_first(
	struct btf_wish *wishes, uint32_t count, struct btf_candidates *found, struct xsk_error *err)
{
	struct btf_wish_scan *ws;
	struct btf_scan scan = { 0 };
	struct btf *opened = NULL;
	int result;

	result = kernel_btf_locate(&opened, err);
	if (result)
		return result;
	result = btf_wish_scan_begin(&ws, &scan, wishes, count);
	if (!result) {
		result = walk_first(opened, &scan, err);
		result = btf_wish_scan_end(ws, opened, found, result);
	}
	if (result) {
		btf__free(opened);
		return result;
	}
	atomic_store_explicit(&kernel.vmlinux, opened, memory_order_release);
	return 0;
}

/* Of @wishes those for which @open says so, in one walk. */
static int walk_for(struct btf_wish *wishes, uint32_t count, const bool *open, struct btf_candidates *found,
	struct xsk_error *err)
{
	scoped_free struct btf_wish *some = malloc(sizeof(*some) * (count + 1));
	uint32_t some_count = 0;
	int result;

	if (!some)
		return error_set(err, -ENOMEM, "kernel BTF: no memory for %u names", count);
	for (uint32_t i = 0; i < count; i++)
		if (open[i])
			some[some_count++] = wishes[i];
	result = btf_find(kernel.vmlinux, some, some_count, found, err);
	some_count = 0;
	for (uint32_t i = 0; !result && i < count; i++)
		if (open[i])
			wishes[i] = some[some_count++];
	return result;
}

/* What knows a wish: each is made when somebody first needs it. */
enum answer_from { FROM_NAMES, FROM_KEYS, FROM_WALK };

static enum answer_from answer_from(const struct btf_wish *wish)
{
	if (!(wish->kinds & KIND_BIT(BTF_KIND_FUNC)))
		return FROM_NAMES;
	return wish->flavours ? FROM_WALK : FROM_KEYS;
}

static int find_by_keys(struct btf_wish *wish, struct btf_candidates *found, struct xsk_error *err)
{
	const struct btf *btf = kernel.vmlinux;
	const uint32_t *keys = btf_name_keys(btf);
	int result = 0;

	if (!keys)
		return error_set(err, -ENOMEM, "kernel BTF: no memory for names");
	wish->first = found->count;
	wish->count = 0;
	for (uint32_t id = btf->start_id;
		!result && (id = btf_keys_next(btf, keys, wish->name, wish->kinds, id)); id++) {
		result = btf_candidates_add(found, btf, id);
		wish->count++;
	}
	return result;
}

static int find_in_tables(struct btf_wish *wish, struct btf_candidates *found, struct xsk_error *err)
{
	int result = 0;

	if (answer_from(wish) == FROM_KEYS)
		return find_by_keys(wish, found, err);
	if (!kernel.names)
		result = btf_names_create(&kernel.names, kernel.vmlinux, err);
	return result ? result : btf_names_find(kernel.names, kernel.vmlinux, wish, found);
}

/*
 * Under the lock, and not the first. Remembered answers, then the tables, then a walk for what none of them
 * knows.
 */
static int find_again(struct btf_wish *wishes, uint32_t count, bool *open, struct btf_candidates *found,
	struct xsk_error *err)
{
	bool want_walk = false;
	int result = 0;

	for (uint32_t i = 0; !result && i < count; i++) {
		open[i] = !btf_answers_find(kernel.answers, kernel.vmlinux, &wishes[i], found, &result);
		if (!open[i])
			continue;
		if (answer_from(&wishes[i]) == FROM_WALK) {
			want_walk = true;
		} else {
			result = find_in_tables(&wishes[i], found, err);
			open[i] = false;
		}
	}
	if (!result && want_walk)
		result = walk_for(wishes, count, open, found, err);
	return result;
}

static int find_in_vmlinux(
	struct btf_wish *wishes, uint32_t count, struct btf_candidates *found, struct xsk_error *err)
{
	scoped_free bool *open = malloc(count + 1);
	int result;

	if (!open)
		return error_set(err, -ENOMEM, "kernel BTF: no memory for %u names", count);
	memset(open, true, count + 1);
	pthread_mutex_lock(&kernel.lock);
	if (!kernel.vmlinux)
		result = find_first(wishes, count, found, err);
	else
		result = find_again(wishes, count, open, found, err);
	/* What is left open was walked for: not to be done again. To forget it for want of memory is no
	 * error. */
	for (uint32_t i = 0; !result && i < count; i++)
		if (open[i])
			btf_answers_add(&kernel.answers, &wishes[i], found);
	pthread_mutex_unlock(&kernel.lock);
	return result;
}

int kernel_btf_find(struct btf_wish *wishes, uint32_t count, struct btf_candidates *found,
	enum kernel_btf_where where, struct xsk_error *err)
{
	int result = count ? find_in_vmlinux(wishes, count, found, err) : 0;

	if (!result && where == KERNEL_BTF_AND_MODULES)
		result = kernel_modules_find(wishes, count, found, err);
	return result;
}

int kernel_btf_find_one(const char *name, uint32_t kind, struct xsk_error *err)
{
	struct btf_wish wish = { .name = name, .kinds = KIND_BIT(kind) };
	struct btf_candidates found = { 0 };
	int result = kernel_btf_find(&wish, 1, &found, KERNEL_BTF_ONLY, err);

	if (!result)
		result = wish.count ? (int)found.list[wish.first].id : -ENOENT;
	btf_candidates_free(&found);
	return result;
}

struct btf *btf__load_vmlinux_btf(void)
{
	const struct btf *shared = kernel_btf(NULL);
	struct btf_source source = { .storage = BTF_BORROWED };
	struct btf *btf;
	int result;

	if (!shared) {
		struct xsk_error err;

		/* Says why. */
		shared = kernel_btf(&err);
		if (!shared)
			return result_null(err.code);
	}
	source.data = shared->image;
	source.bytes = shared->image_bytes;
	result = btf_open_sections(&btf, &source, NULL);
	if (result)
		return result_null(result);
	btf->type_count = shared->type_count;
	return btf;
}

struct btf *libbpf_find_kernel_btf(void)
{
	return btf__load_vmlinux_btf();
}
