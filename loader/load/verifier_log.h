/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * Loading with the verifier's words. A program is first loaded without a log, because nobody reads it; one that is
 * refused is loaded once more with one, and what it says becomes a line: program, source line, instruction,
 * reason. The log itself stays with the load until the object is closed.
 */
#ifndef LOADER_LOAD_VERIFIER_LOG_H
#define LOADER_LOAD_VERIFIER_LOG_H

#include <bpf/bpf.h>

#include "loader/object/object.h"

/* Loads program->instructions; 0 and program->fd, or a negative errno with the record filled. */
int verifier_load(struct bpf_program *program, struct bpf_prog_load_opts *opts, struct xsk_object_error *err);

/* What the log says last, as pointers into it. Lengths 0: it says nothing. */
struct verifier_summary {
	const char *reason; /* the last line that is a sentence */
	size_t reason_len;
	const char *instruction; /* the last "12: (79) r1 = ..." */
	size_t instruction_len;
	long number; /* of that instruction; -1: none */
};

void verifier_summarize(const char *log, struct verifier_summary *summary);

#endif
