/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * A compiled BPF object in memory, whole or damaged on purpose. Everything is found by name and may be written;
 * what is not found ends the test, because a damage that does not happen tests nothing.
 */
#ifndef TESTS_HARNESS_OBJECT_FILE_H
#define TESTS_HARNESS_OBJECT_FILE_H

#include <elf.h>
#include <linux/btf.h>
#include <stdbool.h>
#include <stddef.h>
#include <xsk/object.h>

struct object_file {
	unsigned char *bytes;
	size_t size;
	const char *compiler; /* of the round of object_file_each_compiler() */
};

/* tests/bpf/NAME.bpf.c as compiled for this machine by file->compiler; "bpfeb" or "bpfel" as @order chooses. */
void object_file_load(struct object_file *file, const char *name);
void object_file_load_order(struct object_file *file, const char *name, const char *order);
void object_file_free(struct object_file *file);

/* Calls @test once for each compiler that the build found; skips the test when there is none. */
void object_file_each_compiler(void (*test)(struct object_file *file));

Elf64_Ehdr *object_file_header(struct object_file *file);
Elf64_Shdr *object_file_section(struct object_file *file, const char *name);
unsigned int object_file_section_index(struct object_file *file, const char *name);
void *object_file_contents(struct object_file *file, const char *section);
Elf64_Sym *object_file_symbol(struct object_file *file, const char *name);
/* The first relocation of a section that refers to a symbol. */
Elf64_Rel *object_file_relocation(struct object_file *file, const char *section, const char *symbol);
/* The first type of that kind and name in .BTF. */
struct btf_type *object_file_type(struct object_file *file, unsigned int kind, const char *name);
/* Of a type with all that follows it. */
size_t object_file_type_bytes(const struct btf_type *type);
/* A member, variable or parameter follows the type; this is where. */
void *object_file_payload(struct btf_type *type);
/* Offset in .BTF's strings of a text that stands there. */
unsigned int object_file_string(struct object_file *file, const char *text);

/* Makes the section larger by moving it to the end of the file; returns its first new byte. */
void *object_file_grow(struct object_file *file, const char *section, size_t bytes);

/* Opens and closes; the code, and the record. */
int object_file_open(const struct object_file *file, const struct bpf_object_open_opts *opts,
	struct xsk_object_error *err);

/* One way to damage a file, and what open says about it. */
struct object_damage {
	const char *what;
	void (*apply)(struct object_file *file);
	int code;         /* negative */
	const char *line; /* part of the line */
};

/* Each damage on a fresh copy of NAME, for each compiler; opens through both of libbpf's and our own door. */
void object_file_check_damages(const char *name, const struct object_damage *damages, size_t count);

#endif
