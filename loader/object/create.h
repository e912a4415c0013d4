/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* From a spec to a bpf_object, and what the accessors of maps share with it. */
#ifndef LOADER_OBJECT_CREATE_H
#define LOADER_OBJECT_CREATE_H

#include "loader/object/object.h"

/* Takes @spec over, also when it fails. */
int object_create(struct bpf_object **object, struct object_spec *spec, uint32_t log_level,
	struct xsk_object_error *err);
/* Last step of an open, when the options stand in the object: the setup callbacks of registered handlers. */
int object_finish(struct bpf_object *object, struct xsk_object_error *err);

/* Ring buffers have a power of two of pages: the next one from @wanted bytes. */
uint32_t map_ring_bytes(uint32_t wanted);
bool map_is_ring(uint32_t type);

/* Of the mapping that holds the values of an array map, if each had @value_bytes; 0: more than memory has. */
size_t map_mapping_bytes(const struct bpf_map *map, uint32_t value_bytes);

void map_drop_inner(struct bpf_map *map);
/* Closes the descriptor of the module that bpf_program__set_attach_target() found. */
void program_drop_attach_module(struct bpf_program *program);

#endif
