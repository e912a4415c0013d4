/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* Pieces of text that several commands print. */
#ifndef TOOLS_SHOW_H
#define TOOLS_SHOW_H

#include "tools/facts.h"

/*
 * "held by 12 (demo), 13 (x)", "pinned at /sys/fs/bpf/x", each on a line of its own; nothing where there is
 * none.
 */
void show_holders(const facts *object, const char *indent);
/* "12 (demo), 13 (x)" into @text; "" for an empty list. */
void show_pids(const facts *pids, char *text, size_t bytes);
/* "12 "name", tag 0123456789abcdef" or "12" where nothing more is known. */
void show_program(const facts *program, uint64_t id, char *text, size_t bytes);
/* "1, 2, 3". */
void show_numbers(const facts *list, char *text, size_t bytes);
/* "4096 B", "12.5 KiB". */
void show_bytes(uint64_t number, char *text, size_t bytes);

#endif
