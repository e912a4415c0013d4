/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * The object spec: what an object file says, as plain data. No system call, no kernel, no environment: the
 * same bytes (and the same options below) give the same spec on every machine. Nothing changes it after
 * object_spec_read(); what setters change stands in the overlay (object.h), which later stages read.
 *
 *	programs[]    entry programs and subprograms, cut from executable sections
 *	maps[]        .maps and maps, then data sections, .kconfig, then struct_ops: libbpf's order
 *	externs[]     .kconfig and .ksyms
 *	relocations   per program, sorted by instruction
 *
 * Everything refers to everything by index into these arrays; SPEC_NONE is "none". Invariants that later
 * stages may rely on, because read() refuses a file that breaks them:
 *
 *  - A program's instructions lie inside its section, which is a multiple of 8 bytes; programs of a section
 * do not overlap; programs[] is sorted by (section, offset). No ldimm64 is cut by a program's end.
 *  - relocations[].instruction < instruction_count; those of kind MAP, DATA, EXTERN_LD64, SUBPROGRAM,
 *    JUMP_TABLE stand on an ldimm64, CALL and EXTERN_CALL on a call with a pseudo source register. Every
 * target is a valid index, but for CALL and SUBPROGRAM, where SPEC_NONE means "not the start of a function of
 *    .text": an error only if the program is loaded.
 *  - Every pseudo call or function address of a program has a relocation here, also where the assembler
 * resolved it and the file has none (is_implied).
 *  - DATA: offset is inside the map's data, before the addend that stands in the instruction.
 *  - BTF ids in a map, extern or struct_ops are ids of `btf`, of the kind that the field's comment says.
 *  - Instructions, BTF and BTF.ext are in the machine's byte order, also where is_foreign.
 *  - All names end with NUL and live as long as the spec.
 */
#ifndef LOADER_OBJECT_SPEC_H
#define LOADER_OBJECT_SPEC_H

#include <linux/bpf.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <bpf/btf.h>

#include "base/arena.h"
#include "loader/object/error.h"

#define SPEC_NONE UINT32_MAX

/* Records of .BTF.ext that belong to one program: func_info or line_info. */
struct info_records {
	const void *records; /* first record, in the memory of btf_ext; insn_off in bytes of the section */
	uint32_t count;
	uint32_t record_bytes; /* at least that of struct bpf_func_info or bpf_line_info */
};

struct core_relocation {
	uint32_t instruction; /* of the program */
	uint32_t type_id;     /* below type_cnt; 0 is void */
	const char *access;   /* "0:1:2": checked to be n(:n)*, at most 64 numbers */
	enum bpf_core_relo_kind kind;
};

enum relocation_kind {
	RELOCATION_MAP,         /* ldimm64: address of a map. target: map */
	RELOCATION_DATA,        /* ldimm64: address in a map's value. target: map; offset: of the symbol */
	RELOCATION_CALL,        /* call of a subprogram. target: program */
	RELOCATION_SUBPROGRAM,  /* ldimm64: address of a subprogram. target: program */
	RELOCATION_EXTERN_LD64, /* ldimm64: value of a kconfig variable or address of a kernel symbol. target:
				   extern */
	RELOCATION_EXTERN_CALL, /* call of a kernel function. target: extern */
	RELOCATION_JUMP_TABLE,  /* ldimm64: a table in .jumptables. offset and size: of the table, in that
				   section; not checked */
};

struct relocation_spec {
	uint32_t instruction; /* of the program */
	enum relocation_kind kind;
	bool is_implied;
	uint32_t target;
	uint64_t offset;
	uint64_t size;
	const char *symbol; /* for messages; "" for a section's symbol or an implied one */
};

struct program_spec {
	const char *name;
	const char *section_name;     /* without the '?' that it may begin with */
	uint32_t section;             /* ELF index */
	uint32_t section_instruction; /* where it starts in its section */
	const struct bpf_insn *instructions;
	uint32_t instruction_count;
	bool is_subprogram;          /* of .text; loaded only as part of others, not seen by iterators */
	bool is_global;              /* symbol binding is not local */
	bool is_hidden;              /* global, but STV_HIDDEN or INTERNAL: its BTF FUNC is made static */
	bool no_autoload;            /* section name starts with '?' */
	uint32_t function_id;        /* BTF FUNC of that name, 0: none */
	uint32_t exception_callback; /* subprogram that the decl tag "exception_callback:NAME" of an entry
					names */
	bool has_callbacks;          /* more than one of them: refused at load */
	const struct relocation_spec *relocations; /* ascending by instruction */
	uint32_t relocation_count;
	const struct core_relocation *core; /* in the file's order: it matters */
	uint32_t core_count;
	struct info_records functions, lines;
};

enum map_origin {
	MAP_ORIGIN_DEFINITION, /* .maps, or an inner map of one there */
	MAP_ORIGIN_LEGACY,     /* maps */
	MAP_ORIGIN_DATA,       /* .data, .data.x */
	MAP_ORIGIN_RODATA,
	MAP_ORIGIN_BSS,
	MAP_ORIGIN_KCONFIG,
	MAP_ORIGIN_STRUCT_OPS,
};

/* What BPF_MAP_CREATE is told; the overlay's copy is what setters change. */
struct map_definition {
	uint32_t type, key_size, value_size, max_entries, flags, numa_node;
	uint64_t extra;
	uint32_t key_type_id,
		value_type_id; /* 0: none. Data: 0 and the DATASEC. struct_ops: 0 and the STRUCT */
};

/* An initial entry of a map-in-map (target: map) or program array (target: program). */
struct map_slot {
	uint32_t key;
	uint32_t target;
};

/* A function pointer of a struct_ops variable that names a program. */
struct struct_ops_slot {
	uint32_t member; /* index in the STRUCT */
	uint32_t offset; /* of the pointer, in bytes of the variable */
	uint32_t program;
};

struct map_spec {
	const char *name;         /* for the kernel, at most 15 characters for data maps; full for others */
	const char *section_name; /* the file's section, as bpf_map__name() of data maps may want it */
	bool shows_section_name;  /* bpf_map__name() is section_name: .data.x and .rodata.x */
	enum map_origin origin;
	uint32_t section;        /* ELF index; SPEC_NONE: .kconfig and inner maps have none */
	uint64_t section_offset; /* of the definition or variable */
	struct map_definition definition;
	bool no_autocreate;           /* from a section that starts with '?' */
	bool pin_by_name;             /* LIBBPF_PIN_BY_NAME */
	const char *pin_path;         /* then: pin_root_path or /sys/fs/bpf, '/', name */
	const struct map_spec *inner; /* map-in-map: its template; NULL: none given. Not in maps[] */
	const struct map_slot *slots; /* ascending by key */
	uint32_t slot_count;
	bool slots_are_programs;
	uint32_t values_offset; /* of slot 0, in bytes of the definition */

	/* Data maps and struct_ops: the initial value, value_size bytes; NULL: zeroes.
	 */
	const void *data;
	uint64_t data_size; /* = value_size, but for the arena: bytes of .addr_space.1, page-rounded later */
	bool has_global_variable; /* data maps: a VAR that is not static, so BPF_F_MMAPABLE where the kernel
				     can */

	/* struct_ops */
	const struct struct_ops_slot *operations;
	uint32_t operation_count;
	bool uses_link; /* .struct_ops.link */
};

enum extern_kind {
	EXTERN_KCONFIG,
	EXTERN_KSYM_UNTYPED,  /* address by kallsyms */
	EXTERN_KSYM_VARIABLE, /* BTF VAR of the kernel */
	EXTERN_KSYM_FUNCTION, /* kfunc */
};

enum kconfig_type {
	KCONFIG_BOOL,
	KCONFIG_CHARACTER,
	KCONFIG_INTEGER,
	KCONFIG_TRISTATE,
	KCONFIG_TEXT,
};

struct extern_spec {
	const char *name;
	size_t essential_len; /* of the name without its ___flavour */
	enum extern_kind kind;
	bool is_weak;
	uint32_t symbol;  /* index in .symtab */
	uint32_t btf_id;  /* VAR or FUNC */
	uint32_t type_id; /* of the VAR, or the FUNC_PROTO */

	/* kconfig: place in the .kconfig map's value, and how text becomes a value. */
	enum kconfig_type type;
	uint32_t offset, size, alignment;
	bool is_signed;
};

enum section_role {
	SECTION_IGNORED,
	SECTION_PROGRAMS, /* executable, entry programs */
	SECTION_TEXT,     /* executable, subprograms */
	SECTION_DATA,     /* .data, .rodata, .bss and their named kinds */
	SECTION_MAPS,
	SECTION_LEGACY_MAPS,
	SECTION_STRUCT_OPS,
	SECTION_ARENA,
	SECTION_JUMP_TABLES,
	SECTION_OTHER, /* license, version, BTF, tables of ELF itself */
};

struct section_spec {
	const char *name;
	enum section_role role;
	uint64_t size;
	const struct bpf_insn *instructions; /* executable ones, and their count; else NULL */
	uint32_t instruction_count;
	uint32_t first_program, program_count;
};

struct object_spec {
	struct arena arena; /* owns everything below but the two BTFs */
	const char *name;   /* option, or the file's base name up to its first '.', or address-size */
	bool is_foreign;    /* the file's byte order is not the machine's: may be looked at, not loaded */
	char license[64];
	uint32_t kernel_version; /* section "version"; 0: none */
	struct btf *btf;         /* owned; NULL: none, or broken and not needed. DATASECs are completed */
	struct btf_ext *btf_ext; /* owned; NULL: none */

	const struct section_spec *sections; /* by ELF index */
	uint32_t section_count;
	const struct program_spec *programs;
	uint32_t program_count;
	const struct map_spec *maps;
	uint32_t map_count;
	const struct extern_spec *externs;
	uint32_t extern_count;

	uint32_t text_section; /* SPEC_NONE: no subprograms */
	uint32_t kconfig_map;  /* map indices; SPEC_NONE: none */
	uint32_t arena_map;
	const uint8_t *jump_tables; /* contents of .jumptables, in the machine's byte order (8-byte words) */
	uint64_t jump_table_bytes;
};

/* What of the caller's options changes the spec. */
struct object_spec_options {
	const char *name;          /* NULL: from the path or memory */
	const char *pin_root_path; /* NULL: /sys/fs/bpf */
	bool relaxed_maps;         /* unknown attributes in .maps are ignored */
};

struct elf_file;

/*
 * Reads @elf, which may be closed afterwards. 0, or a negative errno or LIBBPF_ERRNO__ as libbpf has it, with
 * the record filled; *@spec is then NULL.
 */
int object_spec_read(struct object_spec **spec, const struct elf_file *elf,
	const struct object_spec_options *options, struct xsk_object_error *err);
void object_spec_destroy(struct object_spec *spec);

/* The program whose first instruction is that of the section, or SPEC_NONE. */
uint32_t object_spec_program_at(
	const struct object_spec *spec, uint32_t section, uint32_t section_instruction);
/* The program that holds it, at any place; SPEC_NONE: none (a gap left by a replaced weak function). */
uint32_t object_spec_program_around(
	const struct object_spec *spec, uint32_t section, uint32_t section_instruction);
/* The relocation of one instruction of a program, or NULL. */
const struct relocation_spec *program_spec_relocation(
	const struct program_spec *program, uint32_t instruction);

#endif
