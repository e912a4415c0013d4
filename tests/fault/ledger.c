// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "tests/fault/ledger.h"

#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/fault/symbols.h"

#define ENTRIES 16384
#define PAGE    4096u

static struct entry {
	uintptr_t address; /* 0: unused */
	size_t bytes;
	void *caller;
	enum ledger_kind kind;
} entries[ENTRIES];
static size_t used;                         /* the highest entry in use, plus one */
static atomic_flag lock = ATOMIC_FLAG_INIT; /* valid before any constructor ran: free() needs it */

static void acquire(void)
{
	/* Acquire: pairs with the release of whoever had it. */
	while (atomic_flag_test_and_set_explicit(&lock, memory_order_acquire))
		;
}

static void release(void)
{
	atomic_flag_clear_explicit(&lock, memory_order_release);
}

static void add(struct entry entry)
{
	size_t i = 0;

	while (i < used && entries[i].address)
		i++;
	if (i == ENTRIES)
		abort();
	entries[i] = entry;
	if (i == used)
		used++;
}

void ledger_add(enum ledger_kind kind, void *address, size_t bytes, void *caller)
{
	if (kind == LEDGER_MAPPING)
		bytes = (bytes + PAGE - 1) / PAGE * PAGE;
	acquire();
	add((struct entry){ (uintptr_t)address, bytes, caller, kind });
	release();
}

void ledger_remove_block(void *address)
{
	acquire();
	for (size_t i = used; i-- > 0;) {
		if (entries[i].address == (uintptr_t)address && entries[i].kind == LEDGER_BLOCK) {
			entries[i].address = 0;
			break;
		}
	}
	while (used > 0 && !entries[used - 1].address)
		used--;
	release();
}

void ledger_unmap(void *address, size_t bytes)
{
	uintptr_t start = (uintptr_t)address, end = start + (bytes + PAGE - 1) / PAGE * PAGE;
	size_t before;

	acquire();
	before = used;
	for (size_t i = 0; i < before; i++) {
		struct entry whole = entries[i];
		uintptr_t whole_end = whole.address + whole.bytes;

		if (!whole.address || whole.kind != LEDGER_MAPPING || whole.address >= end ||
			whole_end <= start)
			continue;
		entries[i].address = 0;
		if (whole.address < start)
			add((struct entry){ whole.address, start - whole.address, whole.caller, whole.kind });
		if (whole_end > end)
			add((struct entry){ end, whole_end - end, whole.caller, whole.kind });
	}
	release();
}

size_t ledger_count(bool print)
{
	size_t count = 0;

	acquire();
	for (size_t i = 0; i < used; i++) {
		if (!entries[i].address)
			continue;
		count++;
		if (print)
			fprintf(stderr, "left: %s of %zu bytes, made by %s\n",
				entries[i].kind == LEDGER_BLOCK ? "block" : "mapping", entries[i].bytes,
				symbols_name(entries[i].caller));
	}
	release();
	return count;
}

void ledger_clear(void)
{
	acquire();
	memset(entries, 0, sizeof(entries));
	used = 0;
	release();
}
