/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * The run-time structs behind libbpf's opaque names: an immutable spec, and beside it the overlay that
 * setters write and the results that later stages leave. Who writes what:
 *
 *	loader/object   spec, overlay (everything under "setters")
 *	loader/load     state, descriptors, results of relocation, pins, the kernel's view (private: `load`)
 *	loader/attach   reads only
 *
 * programs[i] belongs to spec->programs[i], maps[i] to spec->maps[i]: a program or map is its index. Objects
 * are independent; one thread at a time uses one.
 */
#ifndef LOADER_OBJECT_OBJECT_H
#define LOADER_OBJECT_OBJECT_H

#include <bpf/libbpf.h>

#include "loader/object/section_table.h"
#include "loader/object/spec.h"

enum object_state {
	OBJECT_OPENED,
	OBJECT_PREPARED, /* maps exist, instructions are relocated */
	OBJECT_LOADED,   /* load was called, whether or not it succeeded */
};

struct bpf_program {
	struct bpf_object *object;
	const struct program_spec *spec;

	/* Setters; at first what the section's name says. */
	bool has_definition; /* false: name unknown, or type changed by bpf_program__set_type() */
	struct section_definition definition;
	enum bpf_prog_type type;
	enum bpf_attach_type expected_attach_type;
	uint32_t flags;
	uint32_t ifindex;
	bool autoload, autoattach;
	uint32_t log_level;
	char *log_buf; /* the caller's, NULL: none */
	size_t log_bytes;
	uint32_t attach_btf_id,
		attach_btf_object_fd; /* by bpf_program__set_attach_target(), or found at load */
	int attach_program_fd;        /* 0: none */

	/*
	 * What bpf_program__insns() shows: the spec's instructions (owns_instructions false), or what
	 * bpf_program__set_insns() or relocation put in their place.
	 */
	struct bpf_insn *instructions;
	size_t instruction_count;
	bool owns_instructions; /* malloc'd, freed by program_set_instructions() and close */

	bool is_optional; /* xsk_program__set_optional() */

	/* Results. */
	struct xsk_object_error *left_out; /* why an optional program is not loaded; malloc'd; NULL: it is */
	int fd;                          /* -1: not loaded */
	void *function_info, *line_info; /* in the load's memory */
	uint32_t function_info_count, function_info_bytes, line_info_count, line_info_bytes;
	struct bpf_map *struct_ops_map; /* bpf_program__assoc_struct_ops() */
};

struct bpf_map {
	struct bpf_object *object;
	const struct map_spec *spec;

	/* Setters; at first what the spec says. */
	struct map_definition definition;
	uint32_t ifindex;
	bool autocreate, autoattach;
	char *pin_path;        /* malloc'd; NULL: none */
	struct bpf_map *inner; /* the template of a map-in-map, malloc'd; NULL: none, or its fd is given */
	int inner_fd;          /* bpf_map__set_inner_map_fd(); -1: none */
	struct bpf_program *exclusive_program;

	/*
	 * The value that users may change until load. Data maps: a shared anonymous mapping, page-rounded,
	 * later mapped over by the kernel's. struct_ops: malloc'd shadow whose function members are struct
	 * bpf_program *.
	 */
	void *value;
	size_t value_mapped_bytes; /* 0: not a mapping */

	/* Results. */
	int fd;      /* -1: not created */
	bool reused; /* bpf_map__reuse_fd(), or found by its pin */
	bool is_pinned;
	void *kernel_value; /* struct_ops: what is written to the kernel, malloc'd */
	uint32_t kernel_value_type_id;
};

struct object_load; /* private to loader/load */
struct usdt_specs;  /* private to loader/attach */

struct bpf_object {
	struct object_spec *spec;
	enum object_state state;
	struct bpf_program *programs;  /* spec->program_count, subprograms too */
	struct bpf_map *maps;          /* spec->map_count */
	struct xsk_object_error error; /* what went wrong last */

	/* Options and setters; texts are copies in the spec's arena, NULL where not given. */
	const char *path; /* of the file; NULL: from memory */
	const char *kconfig, *btf_custom_path, *token_path;
	char *kernel_log_buf; /* the caller's */
	size_t kernel_log_bytes;
	uint32_t kernel_log_level;
	uint32_t kernel_version; /* 0: neither file nor user says */
	uint32_t threads; /* xsk_object__set_threads(); 0: what pays */
	bool detaches_in_background; /* xsk_object__set_detach() */

	/* Results. */
	int token_fd;                                    /* -1: none */
	struct object_load *load;                        /* what the later stages keep; NULL before */
	void (*release_load)(struct bpf_object *object); /* set with `load`; called first at close */
	struct usdt_specs *usdt;                         /* what its USDT programs share; NULL before */
	void (*release_usdt)(struct bpf_object *object); /* set with `usdt` */
	struct program_names *_Atomic program_names;     /* find.c; NULL before */
};

/* Frees nothing that is still mapped, pinned or attached elsewhere: descriptors, mappings and memory of ours.
 */
void object_destroy(struct bpf_object *object);

/*
 * Puts @instructions (malloc'd, taken over) in place of what bpf_program__insns() showed.
 */
void program_set_instructions(struct bpf_program *program, struct bpf_insn *instructions, size_t count);

/* Iterators, finds and getters skip them. */
static inline bool program_is_subprogram(const struct bpf_program *program)
{
	return program->spec->is_subprogram;
}

/* bpf_map setters that describe the map answer -EBUSY from here on. */
static inline bool map_is_created(const struct bpf_map *map)
{
	return map->object->state >= OBJECT_PREPARED || map->reused;
}

static inline bool map_is_struct_ops(const struct bpf_map *map)
{
	return map->spec->origin == MAP_ORIGIN_STRUCT_OPS;
}

/* Made from a data section or .kconfig. */
static inline bool map_is_data(const struct bpf_map *map)
{
	return map->spec->origin >= MAP_ORIGIN_DATA && map->spec->origin <= MAP_ORIGIN_KCONFIG;
}

/* Bytes of `value`; 0 where the map has none. */
size_t map_value_bytes(const struct bpf_map *map);

/*
 * Records the failure on the object, tells the print callback, sets errno; returns @code. For every entry
 * point that takes an object, program or map.
 */
int object_fail(struct bpf_object *object, int code, const struct object_place *place, const char *format,
	...) __attribute__((format(printf, 4, 5)));
/* The same after a stage filled object->error. */
int object_failed(struct bpf_object *object, int code);

#endif
