/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* Blocks and mappings that are live, by address; a fixed table, since it is used from inside malloc. */
#ifndef TESTS_FAULT_LEDGER_H
#define TESTS_FAULT_LEDGER_H

#include <stdbool.h>
#include <stddef.h>

enum ledger_kind { LEDGER_BLOCK, LEDGER_MAPPING };

void ledger_add(enum ledger_kind kind, void *address, size_t bytes, void *caller);
void ledger_remove_block(void *address);
/* Whole pages of this range go, be it all of a mapping, an end, or its middle. */
void ledger_unmap(void *address, size_t bytes);
size_t ledger_count(bool print);
void ledger_clear(void);

#endif
