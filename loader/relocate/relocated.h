/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * An entry program as this kernel will get it: its own instructions, then the subprograms that it reaches,
 *all relocated. Descriptors do not exist yet: an instruction that needs one has a slot, which the executor of
 *the plan fills in.
 *
 *	instructions   | entry program | subprogram B | C, called by B | D | ...
 *	segments         [0]             [1]            [2]              [3]
 */
#ifndef LOADER_RELOCATE_RELOCATED_H
#define LOADER_RELOCATE_RELOCATED_H

#include "base/arena.h"
#include "loader/object/object.h"
#include "loader/relocate/core_relocation.h"

enum slot_kind {
	SLOT_MAP,        /* imm of the instruction: descriptor of maps[index] */
	SLOT_MODULE_BTF, /* imm of the next instruction: descriptor of the kernel view's module [index] */
	SLOT_JUMP_TABLE, /* imm of the instruction: descriptor of the map made from jump_tables[index] */
};

struct descriptor_slot {
	uint32_t instruction;
	enum slot_kind kind;
	uint32_t index;
};

/* Where a program of the spec begins in the whole. */
struct segment {
	uint32_t program;
	uint32_t position;
};

/* Records for the kernel; insn_off counts instructions of the whole. */
struct relocated_info {
	void *records;
	uint32_t count, record_bytes;
};

/* A table of .jumptables: instruction indices, in the terms of the whole. */
struct jump_table {
	uint64_t offset; /* in .jumptables, which tells tables apart */
	uint32_t count;
	uint32_t *targets;
};

struct relocated_program {
	struct bpf_insn *instructions; /* malloc'd; may be taken (set to NULL) */
	uint32_t count;
	/* All below lives in the arena that relocate_program() was given. */
	struct segment *segments;
	uint32_t segment_count;
	struct descriptor_slot *slots;
	uint32_t slot_count;
	struct relocated_info functions, lines;
	uint32_t *modules; /* fd_array[1 + i]: the kernel view's module; [0] is the kernel itself */
	uint32_t module_count;
	struct jump_table *jump_tables;
	uint32_t jump_table_count;
};

/* What an extern of the object is on this kernel. */
struct extern_value {
	bool is_found;    /* false: weak, and not there */
	uint64_t address; /* untyped symbols */
	uint32_t btf_id;  /* typed symbols and functions */
	uint32_t module;  /* of btf_id: 0 the kernel itself, else number of a module of the view + 1 */
};

/*
 * What relocation is told of the kernel, gathered before. Nothing here asks the kernel.
 */
struct relocation_view {
	const struct extern_value *externs; /* one for each of spec->externs */
	struct core_table *core;
	bool lacks_context_tags;    /* the object has tags "arg:ctx", and this kernel does not know them */
	uint64_t arena_data_offset; /* of the object's arena variables in the arena's map */
};

/* A program whose calls are being followed. */
struct call_visit {
	uint32_t program, position, next_relocation;
};

/*
 * Copies of all programs' instructions with CO-RE applied, by program index; NULL: not needed. And room,
 * for as many entries as there are programs, in which one relocate_program() after the other follows calls.
 */
struct core_relocated {
	struct bpf_insn **instructions;
	uint32_t *positions; /* by program; all RELOCATED_NOWHERE between calls */
	struct call_visit *visits;
	struct segment *segments;
};

#define RELOCATED_NOWHERE UINT32_MAX

/*
 * Applies CO-RE to each entry program that is to be loaded and to each subprogram, once. What @core points
 * at lives in @arena and is not needed when the last program is made.
 */
int relocate_core(const struct bpf_object *object, const struct relocation_view *view, struct arena *arena,
	struct core_relocated *core, struct xsk_object_error *err);

/*
 * Makes one entry program. 0, or a negative errno with the record filled; *@relocated is then empty.
 * relocated->instructions is malloc'd and the caller's to free.
 */
int relocate_program(const struct bpf_program *program, const struct relocation_view *view,
	const struct core_relocated *core, struct arena *arena, struct relocated_program *relocated,
	struct xsk_object_error *err);

/* context_arguments.c */
bool object_has_context_tags(const struct object_spec *spec);
/*
 * After all programs: func_info names types that say what the tags say. *@btf: the object's BTF with those
 * types, the caller's, to be loaded in its place; NULL: nothing had to change.
 */
int relocate_context_arguments(struct bpf_object *object, struct btf **btf, struct xsk_object_error *err);

/* The segment that holds @instruction of the whole. */
const struct segment *relocated_segment(const struct relocated_program *relocated, uint32_t instruction);

/* The steps of relocate_program(), in files of their own. */
int append_subprograms(const struct bpf_program *program, const struct core_relocated *core,
	struct arena *arena, struct relocated_program *relocated, struct xsk_object_error *err);
int relocate_data(const struct bpf_object *object, const struct relocation_view *view, struct arena *arena,
	struct relocated_program *relocated, struct xsk_object_error *err);
int relocate_info(const struct object_spec *spec, struct arena *arena, struct relocated_program *relocated,
	struct xsk_object_error *err);
int relocate_jump_table(const struct object_spec *spec, const struct relocation_spec *relocation,
	const struct segment *segment, struct arena *arena, struct relocated_program *relocated,
	struct xsk_object_error *err);

#endif
