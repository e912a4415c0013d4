/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* Programs that load only if this kernel takes them. */
#ifndef LOADER_LOAD_OPTIONAL_H
#define LOADER_LOAD_OPTIONAL_H

#include "loader/object/object.h"

/* Keeps the reason in the program, empties @err, returns 0 (or -ENOMEM with its record). */
int program_leave_out(struct bpf_program *program, struct xsk_object_error *err);

#endif
