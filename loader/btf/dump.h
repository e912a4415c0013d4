/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * Types as C, data as C initialisers. What is printed for one type is decided in three steps, each with a stack of
 * its own instead of recursion:
 *
 *	dump_order.c     which definitions the type needs, and in which order
 *	dump_declare.c   before each of them: forward declarations and typedefs that its text will use
 *	dump_text.c      the text of a definition, or of the declaration of something with that type
 */
#ifndef LOADER_BTF_DUMP_H
#define LOADER_BTF_DUMP_H

#include <bpf/btf.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "loader/btf/btf.h"

/* What is known about a type; one byte each. */
enum {
	DUMP_ORDERING = 1 << 0, /* on the way to be ordered: reached again it is a cycle */
	DUMP_ORDERED = 1 << 1,
	DUMP_EMITTING = 1 << 2, /* what it needs is being printed */
	DUMP_EMITTED = 1 << 3,
	DUMP_DECLARED = 1 << 4,   /* "struct x;", or a typedef that came early */
	DUMP_REFERENCED = 1 << 5, /* some type refers to it */
};

struct dump_item;
struct dump_names;
struct dump_pieces;

struct btf_dump {
	const struct btf *btf;
	btf_dump_printf_fn_t print;
	void *context;
	uint32_t pointer_bytes;

	uint32_t count;        /* of types in the tables; the BTF may have grown since */
	unsigned char *states; /* DUMP_* */
	char **names;          /* as printed, where that was decided; NULL: not yet */
	struct dump_names *taken;

	uint32_t *queue; /* definitions to print, in order */
	uint32_t queue_count, queue_room;

	struct dump_item *items; /* dump_text.c: what is still to be printed, the next one last */
	uint32_t item_count, item_room;
	struct dump_pieces *pieces; /* room for those of one declaration */
	uint32_t steps;             /* left before a type counts as too large to be printed */
	bool strip_mods;            /* without const, volatile, restrict */
	bool no_bodies;             /* "struct" alone for what has no name */
};

__attribute__((format(printf, 2, 3))) void dump_print(const struct btf_dump *d, const char *format, ...);

/* Names as they are printed: where several types have one, the later ones become name___2 and so on. NULL: -ENOMEM. */
const char *dump_type_name(struct btf_dump *d, uint32_t id);
const char *dump_identifier(struct btf_dump *d, uint32_t id);
/* How often that enumerator came before, itself included; 0: -ENOMEM. */
uint32_t dump_enumerator(struct btf_dump *d, const char *name);

/* Fills the queue with what @id needs and was not queued before, itself last. -ELOOP, -ENOMEM. */
int dump_order(struct btf_dump *d, uint32_t id);

/* Prints what the queued definition of @id uses and was not printed yet, then the definition. */
int dump_definition(struct btf_dump *d, uint32_t id);

/* The text of a struct, union or enum with its members; of "struct name"; of a typedef; each without semicolon. */
int dump_body(struct btf_dump *d, uint32_t id, uint32_t level);
int dump_head(struct btf_dump *d, uint32_t id);
int dump_typedef(struct btf_dump *d, uint32_t id);
/* The declaration of @name, which may be empty. */
int dump_declaration(struct btf_dump *d, uint32_t id, const char *name, uint32_t level);

/* A struct whose members or size do not stand where its alignment wants them. */
bool dump_is_packed(const struct btf *btf, const struct btf_type *type);

#endif
