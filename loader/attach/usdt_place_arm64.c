// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Places as the arm64 assembler writes them: 7, x0, w0, sp, [x0], [sp, 16]. */
#if defined(__aarch64__)

#include <asm/ptrace.h>
#include <ctype.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "loader/attach/usdt_argument.h"

/* Offset in struct user_pt_regs, which bpf programs see; -1: no register. */
static int parse_register(const char *text, int *used)
{
	unsigned int number;
	char sort;

	if (strncmp(text, "sp", 2) == 0 && !isalnum((unsigned char)text[2])) {
		*used = 2;
		return offsetof(struct user_pt_regs, sp);
	}
	if (sscanf(text, "%1[xw]%u%n", &sort, &number, used) != 2 || number > 30)
		return -1;
	return (int)(offsetof(struct user_pt_regs, regs[0]) + number * sizeof(__u64));
}

static bool ends(const char *text)
{
	return !*text || *text == ' ';
}

int usdt_parse_place(const char *text, struct usdt_argument *argument)
{
	int used = 0, more = 0, place;
	long number = 0;

	if (*text == '[') {
		place = parse_register(text + 1, &used);
		if (place < 0)
			return 0;
		used++;
		if (sscanf(text + used, ", %ld%n", &number, &more) == 1)
			used += more;
		if (text[used] != ']' || !ends(text + used + 1))
			return 0;
		usdt_argument_set(argument, USDT_MEMORY, number, place);
		return used + 1;
	}
	place = parse_register(text, &used);
	if (place >= 0 && ends(text + used)) {
		usdt_argument_set(argument, USDT_REGISTER, 0, place);
		return used;
	}
	if (sscanf(text, "%ld%n", &number, &used) != 1 || !ends(text + used))
		return 0;
	usdt_argument_set(argument, USDT_CONSTANT, number, 0);
	return used;
}

#endif
