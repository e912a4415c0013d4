/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * Which types are equal. Two types are when they look alike and what they refer to is equal, place by place;
 * with cycles that is the coarsest division into classes that their references respect. It is found by
 * refining: begin with what looks alike, and split a class as long as its members refer to different classes.
 * The larger part always keeps its number, so that each type changes class at most log(n) times: no input
 * takes more than O(references * log(types)).
 */
#ifndef LOADER_BTF_PARTITION_H
#define LOADER_BTF_PARTITION_H

#include <stdbool.h>
#include <stdint.h>

struct btf;

struct partition {
	const struct btf *btf;   /* all its types and its bases'; equal strings stand at one offset */
	const uint32_t *instead; /* NULL, or for each id the one that it stands for, itself as a rule */
	bool by_name; /* what refers to a struct, union or forward declaration with a name only sees that */
	bool hash_nothing;    /* for tests: every comparison is made in full */
	uint32_t count;       /* results: types, void among them, */
	uint32_t class_count; /* classes, */
	uint32_t *class_of;   /* and the class of each id */
};

/* Everything above the results is set. -ENOMEM. */
int partition_create(struct partition *partition);
void partition_free(struct partition *partition);

#endif
