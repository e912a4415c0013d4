// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "loader/load/token.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "base/error.h"
#include "base/scoped.h"
#include "base/syscall.h"

/* The kernel gives none to the initial user namespace; its inode is fixed (kernel: PROC_USER_INIT_INO). */
static bool in_user_namespace(void)
{
	struct stat status;

	return stat("/proc/self/ns/user", &status) == 0 && status.st_ino != 0xEFFFFFFDu;
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
		if (!in_user_namespace())
			return 0;
		path = "/sys/fs/bpf";
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
