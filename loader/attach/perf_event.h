/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* Programs on perf events: what tracepoints, kprobes and uprobes stand on too. */
#ifndef LOADER_ATTACH_PERF_EVENT_H
#define LOADER_ATTACH_PERF_EVENT_H

#include <stdbool.h>
#include <stdint.h>

#include "loader/attach/link.h"
#include "loader/attach/tracefs.h"

/* A probe that stands in tracefs as long as the link; name "": none. */
struct perf_probe {
	enum tracefs_probes kind;
	char name[TRACEFS_NAME_BYTES];
};

struct perf_attachment {
	uint64_t cookie;
	bool force_ioctl; /* no bpf_link, although the kernel has them */
	bool require_link;
	bool dont_enable;
	const struct perf_probe *probe; /* NULL: none; else the link removes it at its end */
};

/*
 * Attaches to the event of @perf_fd, which the link owns when it succeeds and the caller still owns when it fails.
 * By bpf_link (Linux 5.15), else by ioctl, where a cookie is -EOPNOTSUPP.
 */
struct bpf_link *perf_event_attach(
	const struct bpf_program *program, int perf_fd, const struct perf_attachment *attachment);

/* One of kprobe and uprobe: the PMU's type, -ENOENT where the kernel has none (before 4.17). */
int perf_probe_pmu_type(const char *pmu);
/* The bit of attr.config that asks for the function's return. */
int perf_probe_return_bit(const char *pmu);

#endif
