// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Places as the x86 assembler writes them: $7, %rdi, (%rdi), -16(%rbp), 8(%rax,%rbx,4).
 */
#if defined(__x86_64__)

#include <asm/ptrace.h>
#include <ctype.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "loader/attach/usdt_argument.h"

/* The names of a register at 8, 4, 2 and 1 bytes; struct pt_regs has it whole. */
static const struct {
	const char *names[4];
	int offset;
} registers[] = {
#define PT(name) offsetof(struct pt_regs, name)
	{ { "rip", "eip", "ip", "" }, PT(rip) },
	{ { "rax", "eax", "ax", "al" }, PT(rax) },
	{ { "rbx", "ebx", "bx", "bl" }, PT(rbx) },
	{ { "rcx", "ecx", "cx", "cl" }, PT(rcx) },
	{ { "rdx", "edx", "dx", "dl" }, PT(rdx) },
	{ { "rsi", "esi", "si", "sil" }, PT(rsi) },
	{ { "rdi", "edi", "di", "dil" }, PT(rdi) },
	{ { "rbp", "ebp", "bp", "bpl" }, PT(rbp) },
	{ { "rsp", "esp", "sp", "spl" }, PT(rsp) },
	{ { "r8", "r8d", "r8w", "r8b" }, PT(r8) },
	{ { "r9", "r9d", "r9w", "r9b" }, PT(r9) },
	{ { "r10", "r10d", "r10w", "r10b" }, PT(r10) },
	{ { "r11", "r11d", "r11w", "r11b" }, PT(r11) },
	{ { "r12", "r12d", "r12w", "r12b" }, PT(r12) },
	{ { "r13", "r13d", "r13w", "r13b" }, PT(r13) },
	{ { "r14", "r14d", "r14w", "r14b" }, PT(r14) },
	{ { "r15", "r15d", "r15w", "r15b" }, PT(r15) },
#undef PT
};

/* "%name": offset in struct pt_regs, *used characters; -1: no register. */
static int parse_register(const char *text, int *used)
{
	size_t len = 0;

	if (*text != '%')
		return -1;
	while (isalnum((unsigned char)text[1 + len]))
		len++;
	for (size_t i = 0; i < sizeof(registers) / sizeof(*registers); i++)
		for (int j = 0; j < 4; j++)
			if (len && strlen(registers[i].names[j]) == len &&
				strncmp(registers[i].names[j], text + 1, len) == 0) {
				*used = 1 + (int)len;
				return registers[i].offset;
			}
	return -1;
}

static bool ends(const char *text)
{
	return !*text || *text == ' ';
}

/* "(%base)", "(%base,%index)", "(%base,%index,4)" behind an offset. */
static int parse_memory(const char *text, long offset, struct usdt_argument *argument)
{
	const char *at = text + 1;
	int used, base = parse_register(at, &used), index, scale = 1;
	static const int shifts[] = { [1] = 0, [2] = 1, [4] = 2, [8] = 3 };

	if (base < 0)
		return 0;
	at += used;
	if (*at == ')') {
		usdt_argument_set(argument, USDT_MEMORY, offset, base);
		return (int)(at + 1 - text);
	}
	at += *at == ',' ? 1 + strspn(at + 1, " ") : 0;
	index = parse_register(at, &used);
	if (index < 0)
		return 0;
	at += used;
	if (*at == ',' && (sscanf(at, ",%d%n", &scale, &used) != 1 || (at += used, 0)))
		return 0;
	if (*at != ')' || (scale != 1 && scale != 2 && scale != 4 && scale != 8))
		return 0;
	usdt_argument_set(argument, USDT_INDEXED, offset, base);
	usdt_argument_set_index(argument, index, (unsigned int)shifts[scale]);
	return (int)(at + 1 - text);
}

int usdt_parse_place(const char *text, struct usdt_argument *argument)
{
	int used = 0, rest, offset_in_regs;
	long number = 0;

	if (*text == '$') {
		if (sscanf(text, "$%ld%n", &number, &used) != 1 || !ends(text + used))
			return 0;
		usdt_argument_set(argument, USDT_CONSTANT, number, 0);
		return used;
	}
	if (*text == '%') {
		offset_in_regs = parse_register(text, &used);
		if (offset_in_regs < 0 || !ends(text + used))
			return 0;
		usdt_argument_set(argument, USDT_REGISTER, 0, offset_in_regs);
		return used;
	}
	if (*text != '(' && sscanf(text, "%ld%n", &number, &used) != 1)
		return 0;
	rest = text[used] == '(' ? parse_memory(text + used, number, argument) : 0;
	return rest && ends(text + used + rest) ? used + rest : 0;
}

#endif
