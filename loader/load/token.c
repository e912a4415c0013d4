// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "loader/load/token.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <sys/vfs.h>

#include "base/error.h"
#include "base/scoped.h"
#include "base/syscall.h"

#define DEFAULT_PATH "/sys/fs/bpf"

/*
 * Nobody asked for a token: one is taken where it is to be had. That needs a bpffs and a user namespace of
 * one's own; the kernel says no in less time than looking at /proc/self/ns/user takes (15 us in a fresh
 * process).
 */
static bool may_offer(const char *path)
{
	struct statfs status;

	return statfs(path, &status) == 0 && status.f_type == BPF_FS_MAGIC;
}

int token_create(struct bpf_object *object, struct xsk_object_error *err)
{
	const char *path = object->token_path;
	bool required = path && *path;
	scoped_fd int bpffs = -1;
	int fd;

	if (object->token_fd > 0 || (path && !*path))
		return 0;
	if (!path) {
		if (!may_offer(DEFAULT_PATH))
			return 0;
		path = DEFAULT_PATH;
	}
	bpffs = sys_open(path, O_RDWR | O_DIRECTORY);
	if (bpffs == -EISDIR)
		bpffs = sys_open(path, O_RDONLY | O_DIRECTORY);
	fd = bpffs < 0 ? bpffs : bpf_token_create(bpffs, NULL);
	if (fd >= 0) {
		object->token_fd = fd;
		return 0;
	}
	if (!required)
		return 0;
	return object_error_set(err, fd,
		OBJECT_AT(.phase = XSK_OBJECT_PHASE_KERNEL, .kernel_errno = -fd,
			.remedy = "mount it with delegate_cmds, delegate_maps, delegate_progs and "
				  "delegate_attachs"),
		"BPF token from %s: %s", path, error_name(fd));
}
