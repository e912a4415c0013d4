/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* What this process has of the system, for a comparison between now and later. */
#ifndef TESTS_SOAK_PROCESS_SIZE_H
#define TESTS_SOAK_PROCESS_SIZE_H

struct process_size {
	long resident_kb; /* memory in use, without what is of files */
	long heap_bytes;  /* in blocks that malloc gave out */
	int descriptors;
	int mappings;
};

struct process_size process_size_now(void);

#endif
