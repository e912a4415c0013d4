/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* What the kernel's BTF is asked for by name, kept: single answers, and the table of everything but
 * functions. */
#ifndef LOADER_BTF_NAMES_H
#define LOADER_BTF_NAMES_H

#include "loader/btf/index.h"

/* The table: ids by the hash of the name without its flavour. */
struct btf_names;
int btf_names_create(struct btf_names **names, const struct btf *btf, struct xsk_error *err);
/* The wish's kinds are without functions. */
int btf_names_find(const struct btf_names *names, const struct btf *btf, struct btf_wish *wish,
	struct btf_candidates *found);
void btf_names_free(struct btf_names *names);

/* Answers given before. NULL is empty. */
struct btf_answers;
int btf_answers_add(
	struct btf_answers **answers, const struct btf_wish *wish, const struct btf_candidates *found);
/* True when the wish was asked before; its candidates then are in @found, or *result is -ENOMEM. */
bool btf_answers_find(const struct btf_answers *answers, const struct btf *btf, struct btf_wish *wish,
	struct btf_candidates *found, int *result);
void btf_answers_free(struct btf_answers *answers);

#endif
