/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * A kernel that is only described: what an object would find there, so that everything before the executor
 * runs without one. Externs are found by their number: symbols at FAKE_SYMBOL + number, types and functions
 * as id FAKE_TYPE + number of the kernel itself; or nothing is found.
 */
#ifndef TESTS_HARNESS_FAKE_KERNEL_H
#define TESTS_HARNESS_FAKE_KERNEL_H

#include <stdbool.h>

#include "loader/load/load.h"

#define FAKE_SYMBOL 0xffffffff81000000ull
enum { FAKE_TYPE = 1000 };

struct fake_kernel {
	const struct btf *btf;   /* candidates of CO-RE; NULL: none */
	bool lacks_symbols;      /* no extern is found */
	bool lacks_context_tags; /* older than 6.8 */
	bool has_module;         /* externs are those of a module */
};

/* Puts view, relocated programs and plan into object->load; then bpf_object__close() frees them as ever. */
int fake_kernel_plan(struct fake_kernel *kernel, struct bpf_object *object, struct xsk_object_error *err);

/* plan_print() into a string, the caller's. */
char *fake_kernel_plan_text(const struct bpf_object *object);

#endif
