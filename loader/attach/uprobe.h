/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* One place in a file, for uprobes and USDT. */
#ifndef LOADER_ATTACH_UPROBE_H
#define LOADER_ATTACH_UPROBE_H

#include <sys/types.h>

#include "loader/attach/perf_event.h"

struct uprobe {
	const char *path;
	uint64_t offset; /* in the file */
	uint64_t
		semaphore; /* offset in the file of a counter that the kernel raises while attached; 0: none */
	pid_t pid;         /* negative: all processes; 0: this one */
	bool at_return;
};

/* By the uprobe PMU (Linux 4.17), else, or if @by_tracefs, by an event of tracefs. NULL with errno and record. */
struct bpf_link *uprobe_attach(const struct bpf_program *program, const struct uprobe *uprobe,
	struct perf_attachment *attachment, bool by_tracefs);

#endif
