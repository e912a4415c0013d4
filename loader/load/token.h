/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* BPF tokens: rights delegated to a user namespace by a mount of bpffs (Linux 6.9). */
#ifndef LOADER_LOAD_TOKEN_H
#define LOADER_LOAD_TOKEN_H

#include "loader/object/object.h"

/*
 * object->token_fd from the bpffs that the options or LIBBPF_BPF_TOKEN_PATH name; an error if that fails. Without
 * a name /sys/fs/bpf is tried, where a token can exist at all: in a user namespace; and done without.
 */
int token_create(struct bpf_object *object, struct xsk_object_error *err);

#endif
