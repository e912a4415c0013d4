/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* From a refused program and the verifier's log to one line that says what to do. */
#ifndef LOADER_LOAD_VERIFIER_REASON_H
#define LOADER_LOAD_VERIFIER_REASON_H

#include "loader/object/object.h"

/* Fills the record for a load that the kernel refused with @code. @log may be NULL. */
void verifier_explain(
	const struct bpf_program *program, int code, const char *log, struct xsk_object_error *err);

#endif
