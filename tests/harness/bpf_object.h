/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* Objects of tests/bpf as tests use them: opened by name, their variables and programs found by name. */
#ifndef TESTS_HARNESS_BPF_OBJECT_H
#define TESTS_HARNESS_BPF_OBJECT_H

#include <bpf/libbpf.h>
#include <stdbool.h>

/* tests/bpf/NAME.bpf.c as the first compiler of the build made it; skips the test when there is none. */
struct bpf_object *object_open(const char *name);

/* Found, or the test ends. */
struct bpf_program *object_program(const struct bpf_object *object, const char *name);
struct bpf_map *object_map(const struct bpf_object *object, const char *name);
/* A global variable in memory, in whichever data section it stands. */
void *object_variable(const struct bpf_object *object, const char *name);

/* Turns autoload on for the programs of this name and off for all others; NULL ends the list. */
void object_load_only(struct bpf_object *object, ...) __attribute__((sentinel));

#endif
