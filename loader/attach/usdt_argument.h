/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * From the text of a probe's arguments ("-4@%edi 8@-16(%rbp) 4@$7") to the table that usdt.bpf.h reads: an ABI
 * between loader and BPF programs, whose layout bpf/usdt.bpf.h gives.
 */
#ifndef LOADER_ATTACH_USDT_ARGUMENT_H
#define LOADER_ATTACH_USDT_ARGUMENT_H

#include <stdbool.h>
#include <stdint.h>
#include <xsk/error.h>

enum { USDT_ARGUMENTS = 12 };

enum usdt_argument_kind {
	USDT_CONSTANT,
	USDT_REGISTER,
	USDT_MEMORY,  /* at register + offset */
	USDT_INDEXED, /* at register + index << shift + offset */
};

/* struct __bpf_usdt_arg_spec */
struct usdt_argument {
	uint64_t value;          /* constant, or offset */
	uint32_t kind_and_index; /* bits 0-7 kind, 16-27 index register, 28-31 shift (little endian) */
	int16_t padding;
	int16_t register_offset; /* in struct pt_regs */
	uint8_t is_signed;
	int8_t shift; /* 64 - bits */
	uint8_t end[6];
};

/* struct __bpf_usdt_spec */
struct usdt_spec {
	struct usdt_argument arguments[USDT_ARGUMENTS];
	uint64_t cookie;
	int16_t count;
	uint8_t end[6];
};

_Static_assert(sizeof(struct usdt_argument) == 24, "ABI of usdt.bpf.h");
_Static_assert(sizeof(struct usdt_spec) == 304, "ABI of usdt.bpf.h");

/* -E2BIG: more than 12; -EINVAL with the part that cannot be read; -ENOTSUP: not for this architecture. */
int usdt_parse_arguments(struct usdt_spec *spec, const char *text, struct xsk_error *err);

/* One argument's place, behind the '@', for the machine's architecture. Returns characters read, or 0. */
int usdt_parse_place(const char *text, struct usdt_argument *argument);

void usdt_argument_set(
	struct usdt_argument *argument, enum usdt_argument_kind kind, int64_t value, int register_offset);
void usdt_argument_set_index(struct usdt_argument *argument, int index_offset, unsigned int shift);

#endif
