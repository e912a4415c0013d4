/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * Under which name an attach target stands in the kernel's BTF:
 *
 *	tp_btf/NAME      typedef btf_trace_NAME
 *	lsm/NAME         function bpf_lsm_NAME
 *	iter/NAME        function bpf_iter_NAME
 *	fentry/NAME ...  function NAME; "MODULE:NAME" in a module
 */
#ifndef LOADER_LOAD_ATTACH_NAME_H
#define LOADER_LOAD_ATTACH_NAME_H

#include "loader/btf/index.h"
#include "loader/object/object.h"

enum { ATTACH_NAME_BYTES = 256 };

/* By the program's expected attach type. -ENAMETOOLONG with a record. @kinds: KIND_BIT()s to look among. */
int attach_name(const struct bpf_program *program, const char *target, char name[ATTACH_NAME_BYTES],
	uint32_t *kinds, struct xsk_object_error *err);

/* The candidate in the module that "MODULE:NAME" says, or the first; NULL: none. */
const struct btf_candidate *attach_choose(
	const struct btf_candidate *list, uint32_t count, const char *target);

/* -ESRCH with a record. */
int attach_missing(const struct bpf_program *program, const char *name, struct xsk_object_error *err);

/* attach_program.c: the BTF id of a function of the program behind @fd, or a negative errno with a record. */
int attach_function_of_program(const struct bpf_program *program, int fd, const char *name,
	struct xsk_object_error *err);
/* The same for the program behind attach_program_fd: program->attach_btf_id is it. */
int attach_program_resolve(struct bpf_program *program, const char *name, struct xsk_object_error *err);

#endif
