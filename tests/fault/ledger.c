// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "tests/fault/ledger.h"

#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ENTRIES 16384
#define PAGE    4096u

static struct entry {
	uintptr_t address; /* 0: unused */
	size_t bytes;
	void *caller;
	enum ledger_kind kind;
} entries[ENTRIES];
static size_t used; /* the highest entry in use, plus one */
static pthread_spinlock_t lock;

__attribute__((constructor)) static void ledger_begin(void)
{
	pthread_spin_init(&lock, PTHREAD_PROCESS_PRIVATE);
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
	pthread_spin_lock(&lock);
	add((struct entry){ (uintptr_t)address, bytes, caller, kind });
	pthread_spin_unlock(&lock);
}

void ledger_remove_block(void *address)
{
	pthread_spin_lock(&lock);
	for (size_t i = used; i-- > 0;) {
		if (entries[i].address == (uintptr_t)address && entries[i].kind == LEDGER_BLOCK) {
			entries[i].address = 0;
			break;
		}
	}
	while (used > 0 && !entries[used - 1].address)
		used--;
	pthread_spin_unlock(&lock);
}

void ledger_unmap(void *address, size_t bytes)
{
	uintptr_t start = (uintptr_t)address, end = start + (bytes + PAGE - 1) / PAGE * PAGE;
	size_t before;

	pthread_spin_lock(&lock);
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
	pthread_spin_unlock(&lock);
}

size_t ledger_count(bool print)
{
	size_t count = 0;

	pthread_spin_lock(&lock);
	for (size_t i = 0; i < used; i++) {
		if (!entries[i].address)
			continue;
		count++;
		if (print)
			fprintf(stderr, "left: %s of %zu bytes, made by a call from %p\n",
				entries[i].kind == LEDGER_BLOCK ? "block" : "mapping", entries[i].bytes,
				entries[i].caller);
	}
	pthread_spin_unlock(&lock);
	return count;
}

void ledger_clear(void)
{
	pthread_spin_lock(&lock);
	memset(entries, 0, sizeof(entries));
	used = 0;
	pthread_spin_unlock(&lock);
}
