/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* Inside dump_data*.c: bytes that are being printed as a type. */
#ifndef LOADER_BTF_DUMP_DATA_H
#define LOADER_BTF_DUMP_DATA_H

#include "loader/btf/dump.h"

struct data_dump {
	struct btf_dump *d;
	const unsigned char *data;
	size_t bytes;
	const char *indent;
	uint32_t level; /* of the first line */
	bool compact, no_names, zeroes, strings;
};

/* Something to print: where it is, and what bits of it. */
struct data_place {
	uint32_t id;     /* type, modifiers and typedefs included */
	uint64_t offset; /* bytes */
	uint32_t bit;    /* bits behind that, less than 8 unless width is 0 */
	uint32_t width;  /* of a bitfield; 0: the whole type */
};

/* The whole data as a type, variable or section. -E2BIG, -EINVAL, -ENOMEM. */
int data_dump_print(struct data_dump *dump, uint32_t id);

/* Prints a number, enumerator, pointer or float. -E2BIG where the data ends before it, -EINVAL for other kinds. */
int data_print_scalar(const struct data_dump *dump, const struct data_place *place, bool as_char);

/* The bytes of a scalar lie in the data. */
bool data_is_there(const struct data_dump *dump, const struct data_place *place);

/* Whether all that a value consists of is zero; 1, 0, or -E2BIG, -ENOMEM. */
int data_is_zero(const struct data_dump *dump, const struct data_place *place);

/* The type behind modifiers and typedefs; *id likewise. Never NULL in what was validated. */
const struct btf_type *data_type(const struct btf *btf, uint32_t *id);
/* Elements are bytes, so letters perhaps. */
bool data_is_chars(const struct btf *btf, const struct btf_type *array);

#endif
