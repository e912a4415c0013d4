/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * Events of the kernel's tracing file system: ids of tracepoints, and probes made by writing a line, where there is
 * no PMU for them. /sys/kernel/tracing, else /sys/kernel/debug/tracing.
 */
#ifndef LOADER_ATTACH_TRACEFS_H
#define LOADER_ATTACH_TRACEFS_H

#include <stdbool.h>
#include <stddef.h>

enum { TRACEFS_NAME_BYTES = 128 };

/* For perf_event_open(): events/@category/@name/id. -ENOENT: no such event, or tracefs is not mounted. */
int tracefs_event_id(const char *category, const char *name);

/* Is one of the two mounted? */
bool tracefs_is_mounted(void);

enum tracefs_probes { TRACEFS_KPROBES, TRACEFS_UPROBES };

/* A name for a probe of ours that nobody else has: process and a number of its own are in it. */
void tracefs_probe_name(char name[TRACEFS_NAME_BYTES], const char *function, size_t offset);

/* Makes the event @name in the group of its kind: @where is "function+offset" or "path:offset(semaphore)". */
int tracefs_probe_add(enum tracefs_probes kind, const char *name, bool at_return, const char *where);
int tracefs_probe_remove(enum tracefs_probes kind, const char *name);
int tracefs_probe_id(enum tracefs_probes kind, const char *name);

#endif
