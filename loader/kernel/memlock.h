/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * RLIMIT_MEMLOCK. Until 5.10 the kernel charges maps and programs to it and answers EPERM when it is reached;
 * since 5.11 they are charged to the memory cgroup, and the limit has no say (loader.md, 5.2: blaming it
 * anyway sends people the wrong way).
 */
#ifndef LOADER_KERNEL_MEMLOCK_H
#define LOADER_KERNEL_MEMLOCK_H

#include <stdbool.h>

/* The running kernel charges BPF to RLIMIT_MEMLOCK. */
bool memlock_is_accounted(void);

/*
 * After a command answered @code: true when it was EPERM, the kernel accounts, and the limit is raised now
 * (once a process), so that trying again, once, makes sense. Nothing is touched on kernels that do not
 * account.
 */
bool memlock_raised_after(int code);

#endif
