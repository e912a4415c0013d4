/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * What an object keeps from its load: the view of the kernel, the relocated programs, the plan, and
 * descriptors that are neither a map's nor a program's.
 */
#ifndef LOADER_LOAD_LOAD_H
#define LOADER_LOAD_LOAD_H

#include <bpf/bpf.h>

#include "loader/load/kernel_view.h"
#include "loader/load/plan.h"
#include "loader/load/struct_ops.h"

struct object_load {
	struct arena arena;
	struct kernel_view view;
	struct relocated_program
		*programs; /* by program; empty: not loaded. Instructions stand in bpf_program */
	struct plan plan;
	struct btf *btf;      /* to be loaded in the place of the spec's, owned; NULL: that one */
	int btf_fd;           /* the object's BTF, owned by spec->btf; -1: none, or not taken */
	int *module_fds;      /* by module of the view; -1 */
	int **jump_table_fds; /* by program, then jump table; -1 */
	struct struct_ops_kernel **struct_ops; /* by map */
	char **logs; /* by program: the verifier's log of a load that failed; malloc'd */
};

/* object->load, made where it is missing. */
int object_load_begin(struct bpf_object *object, struct xsk_object_error *err);

/* From a view that was gathered to the plan: relocated programs, then commands. Asks the kernel nothing. */
int object_plan(struct bpf_object *object, struct xsk_object_error *err);

/* Descriptor, for a slot of a relocated program; 0 for what needs none. */
int slot_descriptor(const struct bpf_object *object, uint32_t program, const struct descriptor_slot *slot);

/* ---- commands of the plan, one file a noun ---- */

/* btf_upload.c. A kernel that refuses the object's BTF is no error, unless struct_ops need it. */
int btf_upload(struct bpf_object *object, struct xsk_object_error *err);

/* map_create.c */
int map_create(struct bpf_map *map, struct xsk_object_error *err);

/* map_reuse.c: a map that is pinned at pin_path. 0 with map->fd still -1: nothing is there. */
int map_open_pinned(struct bpf_map *map, struct xsk_object_error *err);

/* map_contents.c */
int map_fill(struct bpf_map *map, struct xsk_object_error *err);
int map_freeze(struct bpf_map *map, struct xsk_object_error *err);
int map_show(struct bpf_map *map, struct xsk_object_error *err);
int map_fill_slots(struct bpf_map *map, struct xsk_object_error *err);
int map_make_jump_tables(struct bpf_object *object, uint32_t program, struct xsk_object_error *err);

/* pin.c */
int map_pin(struct bpf_map *map, struct xsk_object_error *err);

/*
 * program_load.c: what the kernel is told of a program. fd_array is malloc'd and the caller's to free, also
 * after a failure; a handler's callback may have put another into opts.
 */
struct program_request {
	struct bpf_prog_load_opts opts;
	const int *fd_array;
};

/*
 * Descriptors into the instructions; what section, setters and the handler's callback say into the options.
 */
int program_complete(
	struct bpf_program *program, struct program_request *request, struct xsk_object_error *err);
int program_load(struct bpf_program *program, struct xsk_object_error *err);
int program_bind_rodata(struct bpf_program *program, struct xsk_object_error *err);

#endif
