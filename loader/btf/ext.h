/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * .BTF.ext: for each section of a program, which function and which source line its instructions belong to,
 *and which of them are CO-RE relocations. Once opened, everything is in native byte order and every record
 *lies in its memory; what the records say is checked by btf_ext_check(), which needs the BTF beside it.
 *
 *	struct btf_ext_section section = { 0 };
 *
 *	while (btf_ext_next_section(ext, BTF_EXT_CORE_RELO, &section))
 *		for (uint32_t i = 0; i < section.count; i++)
 *			const struct bpf_core_relo *relo = btf_ext_record(&section, i);
 */
#ifndef LOADER_BTF_EXT_H
#define LOADER_BTF_EXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <xsk/error.h>

struct btf;
struct btf_ext;

enum btf_ext_kind {
	BTF_EXT_FUNC_INFO, /* struct bpf_func_info, perhaps more behind it; insn_off in bytes of the section
			    */
	BTF_EXT_LINE_INFO, /* struct bpf_line_info, likewise */
	BTF_EXT_CORE_RELO, /* struct bpf_core_relo */
	BTF_EXT_KINDS,
};

struct btf_ext_section {
	uint32_t name_off;     /* in the BTF's strings: name of the ELF section */
	uint32_t count;        /* records */
	uint32_t record_bytes; /* from one to the next */
	const void *records;
	const void *next; /* private */
};

/* Any alignment, either byte order; the bytes are copied. -EINVAL, -ENOTSUP, -ENOMEM and a line. */
int btf_ext_open(struct btf_ext **ext, const void *bytes, size_t size, struct xsk_error *err);

/*
 * Against the BTF it came with: names and types in range and of the right kind, offsets multiples of 8 and
 * ascending within a section, kinds of relocations known, access strings well-formed. -EINVAL and a line.
 */
int btf_ext_check(const struct btf_ext *ext, const struct btf *btf, struct xsk_error *err);

/* The first section where @section is zero, else the one behind it; false behind the last. */
bool btf_ext_next_section(const struct btf_ext *ext, enum btf_ext_kind kind, struct btf_ext_section *section);

static inline const void *btf_ext_record(const struct btf_ext_section *section, uint32_t i)
{
	return (const unsigned char *)section->records + (size_t)i * section->record_bytes;
}

/* 0 where there is nothing of that kind. */
uint32_t btf_ext_record_bytes(const struct btf_ext *ext, enum btf_ext_kind kind);

/* Every type id, every string offset in it, to be changed in place. Stops at, and returns, what is not 0. */
typedef int (*btf_ext_visit)(void *context, uint32_t *word);
int btf_ext_visit_ids(struct btf_ext *ext, btf_ext_visit visit, void *context);
int btf_ext_visit_strings(struct btf_ext *ext, btf_ext_visit visit, void *context);

#endif
