// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* The redirect program and its two maps, brought into the kernel; attaching is attachment.c's. */
#include "xsk/redirect.h"

#include <bpf/bpf.h>
#include <errno.h>

#include "base/error.h"
#include "base/scoped.h"

/* Linux 5.18 */
#ifndef BPF_F_XDP_HAS_FRAGS
#define BPF_F_XDP_HAS_FRAGS (1U << 5)
#endif

static int refused(int code, const char *step, struct xsk_error *err)
{
	if (code == -EPERM)
		return error_set(err, code,
			"%s: needs CAP_BPF and CAP_NET_ADMIN (before Linux 5.11 also RLIMIT_MEMLOCK: ulimit "
			"-l)",
			step);
	return error_set(err, code, "%s: %s", step, error_name(code));
}

/* The map that tells other processes what was assembled. Frozen: nobody can make it say something else. */
static int load_config(const struct redirect_config *config, struct xsk_error *err)
{
	scoped_fd int fd = -1;
	const __u32 key = 0;
	int code;

	fd = bpf_map_create(BPF_MAP_TYPE_ARRAY, REDIRECT_CONFIG, sizeof(key), sizeof(*config), 1, NULL);
	if (fd < 0)
		return refused(fd, "make map " REDIRECT_CONFIG, err);
	code = bpf_map_update_elem(fd, &key, config, BPF_ANY);
	if (!code)
		code = bpf_map_freeze(fd);
	if (code)
		return refused(code, "write map " REDIRECT_CONFIG, err);
	return take_fd(&fd);
}

static int load_program(const struct redirect_config *config, int queues_fd, struct xsk_error *err)
{
	LIBBPF_OPTS(bpf_prog_load_opts, opts, .expected_attach_type = BPF_XDP);
	struct bpf_insn insns[REDIRECT_INSNS_MAX];
	uint32_t count = redirect_assemble(config, queues_fd, insns);
	int fd;

	if (config->flags & REDIRECT_FRAGS)
		opts.prog_flags = BPF_F_XDP_HAS_FRAGS;
	fd = bpf_prog_load(BPF_PROG_TYPE_XDP, REDIRECT_PROGRAM, "Dual BSD/GPL", insns, count, &opts);
	if (fd == -EINVAL && opts.prog_flags)
		return error_set(err, -EOPNOTSUPP,
			"load program " REDIRECT_PROGRAM " for packets of several frames: needs Linux 5.18");
	return fd < 0 ? refused(fd, "load program " REDIRECT_PROGRAM, err) : fd;
}

int redirect_load(struct redirect *redirect, const struct redirect_config *config, struct xsk_error *err)
{
	scoped_fd int queues_fd = -1, config_fd = -1, program_fd = -1;
	int code;

	queues_fd = bpf_map_create(
		BPF_MAP_TYPE_XSKMAP, REDIRECT_QUEUES, sizeof(__u32), sizeof(__u32), redirect->queues, NULL);
	if (queues_fd < 0)
		return refused(queues_fd, "make XSKMAP " REDIRECT_QUEUES, err);
	config_fd = load_config(config, err);
	if (config_fd < 0)
		return config_fd;
	program_fd = load_program(config, queues_fd, err);
	if (program_fd < 0)
		return program_fd;
	/* The program does not read it; bound, it lives and is found as long as the program. */
	code = bpf_prog_bind_map(program_fd, config_fd, NULL);
	if (code)
		return refused(code, "bind map " REDIRECT_CONFIG " to program " REDIRECT_PROGRAM, err);
	redirect->program_fd = take_fd(&program_fd);
	redirect->queues_fd = take_fd(&queues_fd);
	redirect->config_fd = take_fd(&config_fd);
	return 0;
}

void redirect_unload(struct redirect *redirect)
{
	scoped_close_fd(&redirect->program_fd);
	scoped_close_fd(&redirect->queues_fd);
	scoped_close_fd(&redirect->config_fd);
	*redirect = (struct redirect)REDIRECT_NONE;
}
