/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * What the files that build an object spec share: the spec while it grows, the file it comes from, and where
 * the reason of a failure goes. Each step below fills its part and reads only what earlier steps filled; the
 * order is that of spec.c. All return 0 or a negative code with reader->err filled.
 */
#ifndef LOADER_OBJECT_READER_H
#define LOADER_OBJECT_READER_H

#include "loader/btf/btf.h"
#include "loader/elf/file.h"
#include "loader/object/spec.h"

struct reader {
	struct object_spec *spec;
	struct arena *arena;  /* the spec's */
	struct arena scratch; /* freed with the reader */
	const struct elf_file *elf;
	const struct object_spec_options *options;
	struct xsk_object_error *err;
	struct elf_symbols symbols;

	/* The spec's arrays, writable. */
	struct section_spec *sections;
	struct program_spec *programs;
	struct map_spec *maps;
	uint32_t map_room;
	struct extern_spec *externs;

	/* ELF indices; 0: the file has none. */
	uint32_t maps_section, legacy_maps_section, btf_section, btf_ext_section, license_section,
		version_section;
	uint32_t jump_tables_section, arena_section;

	/* Maps by (section, offset), built before relocations are read. */
	uint32_t *maps_by_place;
};

/* A symbol; a failure of the table fills the record. */
int reader_symbol(struct reader *reader, uint32_t index, struct elf_symbol *symbol);
/* -LIBBPF_ERRNO__FORMAT from what the ELF layer said. */
int reader_elf_failed(struct reader *reader, const struct xsk_error *cause);
int reader_no_memory(struct reader *reader, enum xsk_object_phase phase);
/* A text that outlives the file; NULL when memory is short. */
const char *reader_text(struct reader *reader, const char *text);

/* sections.c: roles, license, version, contents of executable sections. */
int read_sections(struct reader *reader);
/* programs.c: cut by symbols, sorted. */
int read_programs(struct reader *reader);
/* spec_btf.c: .BTF and .BTF.ext opened; DATASECs completed from ELF; functions joined with programs. */
int read_btf(struct reader *reader);
int complete_datasecs(struct reader *reader);
int read_function_ids(struct reader *reader);
/* btf_ext_records.c: .BTF.ext; CO-RE relocations, func_info and line_info of each program. */
int open_btf_ext(struct reader *reader);
int read_ext_records(struct reader *reader);
/* externs.c: collected, sorted; .kconfig laid out. */
int read_externs(struct reader *reader);
/* extern_datasecs.c: DATASECs .kconfig and .ksyms, as the kernel takes them. */
int rewrite_extern_datasecs(struct reader *reader);
/* maps_*.c, struct_ops.c: append to maps. */
int read_legacy_maps(struct reader *reader);
int read_defined_maps(struct reader *reader);
int read_data_maps(struct reader *reader);
int read_kconfig_map(struct reader *reader);
int read_struct_ops(struct reader *reader);
/* map_slots.c: initial contents from .rel.maps; struct_ops.c: function pointers. */
int read_map_slots(struct reader *reader);
int read_struct_ops_slots(struct reader *reader, const struct elf_relocations *relocations);
/* relocations.c: of programs. */
int read_relocations(struct reader *reader);

/* Appends an empty map; NULL when memory is short. Earlier ones may move. */
struct map_spec *reader_add_map(struct reader *reader);
/* The map defined at exactly that place, or SPEC_NONE. Needs reader_index_maps(). */
int reader_index_maps(struct reader *reader);
uint32_t reader_map_at(const struct reader *reader, uint32_t section, uint64_t offset);
/* The map whose definition or data begins at or before that place in the section; SPEC_NONE. */
uint32_t reader_map_around(const struct reader *reader, uint32_t section, uint64_t offset);

/* The object's BTF is ours, on the heap, and nobody else has seen it yet: types may be changed in place. */
struct btf_type *reader_type(const struct reader *reader, uint32_t id);
/* DATASECs are sorted by offset. */
void reader_sort_datasec(struct btf_type *datasec);
/* The DATASEC of that name and its id, or NULL. */
const struct btf_type *reader_datasec(const struct reader *reader, const char *name, uint32_t *id);

#endif
