/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * Types by name. Whoever needs names says all of them at once, as wishes; one walk over the types answers
 *them.
 *
 *	struct btf_wish wishes[] = {
 *		{ .name = "task_struct", .kinds = KIND_BIT(BTF_KIND_STRUCT), .flavours = true },
 *		{ .name = "bpf_lsm_file_open", .kinds = KIND_BIT(BTF_KIND_FUNC) },
 *	};
 *	struct btf_candidates found = { 0 };
 *
 *	kernel_btf_find(wishes, 2, &found, KERNEL_BTF_AND_MODULES, err);
 *	wishes[0].count of them: found.list[wishes[0].first].btf and .id
 *	btf_candidates_free(&found);
 */
#ifndef LOADER_BTF_INDEX_H
#define LOADER_BTF_INDEX_H

#include <stdbool.h>
#include <stdint.h>
#include <xsk/error.h>

struct btf;
struct btf_type;

struct btf_wish {
	const char *name;      /* with @flavours only its part before "___flavour" counts */
	uint32_t kinds;        /* KIND_BIT()s; any of them */
	bool flavours;         /* types whose name has a flavour, or another one, are candidates too */
	uint32_t first, count; /* the answer: where in the list, in order of id */
};

struct btf_candidate {
	const struct btf *btf; /* the id is one of its own types */
	uint32_t id;
};

struct btf_candidates {
	struct btf_candidate *list;
	uint32_t count, room;
};

/* Appends to @found what @btf's own types (not its base's) answer, all kinds that wishes name. -ENOMEM,
 * -EINVAL. */
int btf_find(const struct btf *btf, struct btf_wish *wishes, uint32_t count, struct btf_candidates *found,
	struct xsk_error *err);
void btf_candidates_free(struct btf_candidates *found);

/* ---- inside loader/btf/ ---- */

int btf_candidates_add(struct btf_candidates *found, const struct btf *btf, uint32_t id);
bool btf_wish_matches(const struct btf_wish *wish, const char *name);

/* A walk over own types that calls out for the named ones of some kinds. */
struct btf_scan {
	uint32_t kinds;
	const uint64_t *prefixes; /* bits by name_prefix_bit(): others are left out; NULL: all names */
	int (*named)(void *context, uint32_t id, const struct btf_type *type, const char *name);
	void *context;
	uint32_t *samples; /* NULL, or receives every 16th offset: btf_scan_samples() of them */
	uint32_t count;    /* result: own types */
};

enum { BTF_SAMPLE_SHIFT = 4 };

int btf_scan_types(const struct btf *btf, struct btf_scan *scan, struct xsk_error *err);
/* At most so many samples. */
uint32_t btf_scan_samples(const struct btf *btf);

/* Wishes by prefix, ready for a scan: what btf_find() is made of. */
struct btf_wish_scan;
int btf_wish_scan_begin(
	struct btf_wish_scan **wish_scan, struct btf_scan *scan, struct btf_wish *wishes, uint32_t count);
/* After the scan: distributes what was found, and frees. @result is the scan's. */
int btf_wish_scan_end(
	struct btf_wish_scan *wish_scan, const struct btf *btf, struct btf_candidates *found, int result);

#endif
