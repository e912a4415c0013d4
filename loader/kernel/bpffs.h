/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* Paths for pins. */
#ifndef LOADER_KERNEL_BPFFS_H
#define LOADER_KERNEL_BPFFS_H

#include <stdbool.h>

/*
 * Sees that a pin may stand at @path: its directory is in a bpffs. @make: the last directory is made where it is
 * missing (mode 0700). -EINVAL: no bpffs; -ENAMETOOLONG; or what the system says.
 */
int bpffs_check_parent(const char *path, bool make);

/* The remedy for -EINVAL. */
#define BPFFS_REMEDY "the directory is not in a bpffs: mount -t bpf bpf /sys/fs/bpf"

#endif
