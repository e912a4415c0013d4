/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* Lists of CPUs as sysfs writes them: "0-3,8-11". */
#ifndef LOADER_KERNEL_CPUS_H
#define LOADER_KERNEL_CPUS_H

#include <stdbool.h>

enum { CPUS_LIMIT = 1 << 20 }; /* no kernel has so many: a larger number is nonsense */

/*
 * How many CPUs the list names; @cpus, if not NULL, receives true for those below @room. Numbers ascend, as
 * the kernel writes them. -EINVAL for anything else.
 */
int cpus_parse(const char *list, bool *cpus, int room);

/* The same from a file under /sys/devices/system/cpu; -ENOENT and so on. */
int cpus_read(const char *path, bool *cpus, int room);

#endif
