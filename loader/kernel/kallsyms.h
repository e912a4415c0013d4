/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * /proc/kallsyms: the addresses of the kernel's symbols, read in large pieces and scanned by memchr().
 * Reading it costs the kernel 25 ms for 122,000 lines (loader.md, 4.3), so who needs names says all of them
 * at once, and what was found in the kernel proper, whose addresses never change, is remembered for the
 * process.
 */
#ifndef LOADER_KERNEL_KALLSYMS_H
#define LOADER_KERNEL_KALLSYMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <xsk/error.h>

struct kallsyms_wish {
	const char *name; /* clang's "name.llvm.HASH" counts as name */
	uint64_t address; /* of the first one found */
	uint64_t another; /* of the first one that lies elsewhere; 0: there is none */
	bool found;
};

/*
 * Fills in the wishes; what is not there stays !found, which is no error. -EPERM with a line when the kernel
 * hides addresses (kernel.kptr_restrict), -ENOENT when it has no kallsyms, -ENOMEM.
 */
int kallsyms_find(struct kallsyms_wish *wishes, uint32_t count, struct xsk_error *err);

struct kallsyms_symbol {
	uint64_t address;
	char type;
	const char *name; /* not ended by 0 */
	size_t name_len;
	const char *module; /* NULL for the kernel proper; not ended by 0 */
	size_t module_len;
};

/* Calls @visit for each line until it returns other than 0, which is then the result. Lines that are none:
 * left out. */
int kallsyms_each(int (*visit)(void *context, const struct kallsyms_symbol *symbol), void *context,
	struct xsk_error *err);

/* The same over text that somebody has: the parser, for tests. */
int kallsyms_scan(const char *text, size_t bytes,
	int (*visit)(void *context, const struct kallsyms_symbol *symbol), void *context);

#endif
