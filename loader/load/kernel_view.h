/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * What a load needs to know of the kernel, gathered before anything is relocated: candidates for CO-RE, values of
 * .kconfig variables, addresses and ids of .ksyms, ids of attach targets. All names of an object are asked for
 * together, so that one walk over the kernel's BTF answers them.
 */
#ifndef LOADER_LOAD_KERNEL_VIEW_H
#define LOADER_LOAD_KERNEL_VIEW_H

#include "base/arena.h"
#include "loader/btf/index.h"
#include "loader/relocate/relocated.h"

/* Where a program attaches, by BTF. */
struct attach_target {
	uint32_t btf_id; /* 0: none needed, or bpf_program__set_attach_target() said */
	uint32_t module; /* 0: the kernel itself, else number of the view's module + 1 */
};

struct kernel_view {
	struct relocation_view relocation;
	struct core_table core;
	struct btf_candidates candidates;
	struct extern_value *externs;
	struct attach_target *targets; /* by program */
	struct btf *custom_btf;        /* btf_custom_path, opened here; NULL: the kernel's own */
	const struct btf **modules;    /* those that something refers to */
	uint32_t module_count;
};

/* The object's .kconfig map gets its values. Everything but what is said above lives in @arena. */
int kernel_view_gather(struct kernel_view *view, struct bpf_object *object, struct arena *arena,
	struct xsk_object_error *err);
void kernel_view_release(struct kernel_view *view);

/* Number of a module in the view + 1, added where it is new; 0 for the kernel itself. Negative: no memory. */
int64_t kernel_view_module(struct kernel_view *view, const struct btf *btf, struct arena *arena);

/* ---- inside: who wants which name ---- */

struct wish_list {
	struct btf_wish *wishes;
	uint32_t count, room;
	struct arena *arena;
};

/* Its number, or negative when memory is short. @name must live as long as the list. */
int64_t wish_for(struct wish_list *list, const char *name, uint32_t kinds, bool flavours);

/* externs.c: wishes of typed symbols into @wish_of[extern]; then, when answered, their values. */
int externs_wish(const struct object_spec *spec, struct wish_list *list, int64_t *wish_of);
int externs_resolve(struct kernel_view *view, struct bpf_object *object, const struct wish_list *list,
	const int64_t *wish_of, struct arena *arena, struct xsk_object_error *err);

/* attach_target.c: likewise for each entry program that is to be loaded. */
int targets_wish(const struct bpf_object *object, struct wish_list *list, int64_t *wish_of,
	struct xsk_object_error *err);
int targets_resolve(struct kernel_view *view, const struct bpf_object *object, const struct wish_list *list,
	const int64_t *wish_of, struct arena *arena, struct xsk_object_error *err);

#endif
