/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * struct_ops: a struct of the object, matched member by member with the kernel's struct of that name, becomes
 * the value of a BPF_MAP_TYPE_STRUCT_OPS. The kernel wraps its struct in another, bpf_struct_ops_NAME:
 *
 *	object:   struct tcp_congestion_ops mine = { .ssthresh = (void *)my_ssthresh, .name = "mine" };
 *	kernel:   struct bpf_struct_ops_tcp_congestion_ops { common fields; struct tcp_congestion_ops data; }
 */
#ifndef LOADER_LOAD_STRUCT_OPS_H
#define LOADER_LOAD_STRUCT_OPS_H

#include <bpf/bpf.h>

#include "loader/object/object.h"

/* A program whose descriptor goes into the kernel's value. */
struct struct_ops_wire {
	uint32_t offset; /* in the kernel's value */
	struct bpf_program *program;
};

/* What the kernel has for one map of the object; object_load.struct_ops[map]. */
struct struct_ops_kernel {
	uint32_t value_type_id; /* bpf_struct_ops_NAME */
	uint32_t module;        /* 0: the kernel itself, else number of a module of the view + 1 */
	struct struct_ops_wire *wires;
	uint32_t wire_count;
};

/*
 * Before relocation: matches, fills map->kernel_value, and tells each program what it implements. Programs
 * that no map uses any more are not loaded.
 */
int struct_ops_match(struct bpf_object *object, struct xsk_object_error *err);

/* What map creation is told. */
void struct_ops_create_opts(const struct bpf_map *map, struct bpf_map_create_opts *opts);

/*
 * Kernels before 6.9 read their own BTF when the first program is verified, and until then know no
 * struct_ops: the map is refused with their ENOTSUPP. Loads a program of two instructions; true: it is worth
 * a second try.
 */
bool struct_ops_wake_kernel(const struct bpf_object *object);

/* The descriptor of the module whose struct a struct_ops program implements part of; 0: the kernel's own. */
int struct_ops_module_fd(const struct bpf_program *program);

/* After the programs: their descriptors into map->kernel_value. */
void struct_ops_fill(struct bpf_map *map);

#endif
