/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * Ending many links at once. Perf events wait 40 to 120 ms each for the kernel to be sure that nobody runs their
 * programs any more (RCU); waits that begin together end together, so that 12 tracepoints take half the time from
 * several threads, and no time at all in the background.
 */
#ifndef LOADER_ATTACH_DETACH_BATCH_H
#define LOADER_ATTACH_DETACH_BATCH_H

#include "loader/attach/link.h"

/* Destroys them; NULLs are left out. @background: slow ones end on threads of their own, after the call returned. */
void links_destroy(struct bpf_link **links, size_t count, bool background);

#endif
