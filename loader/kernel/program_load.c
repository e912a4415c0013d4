// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * BPF_PROG_LOAD. What happens besides the one system call: EAGAIN is tried again (the verifier gives way to
 * signals); debug information with longer records than this kernel knows is cut to what it knows; and a log
 * buffer given with level 0 is filled by a second try when the first failed.
 */
#include <bpf/bpf.h>
#include <stdint.h>
#include <string.h>

#include "base/scoped.h"
#include "loader/kernel/command.h"
#include "loader/kernel/memlock.h"
#include "loader/kernel/name.h"

enum {
	DEFAULT_ATTEMPTS = 5,
	LOG_LEVELS = 1 | 2 | 4, /* BPF_LOG_LEVEL1, BPF_LOG_LEVEL2, BPF_LOG_STATS */
};

static int load_attempts(struct attr_prog_load *attr, int attempts)
{
	int fd;

	do
		fd = command_run(BPF_PROG_LOAD, attr);
	while (fd == -EAGAIN && --attempts > 0);
	return fd;
}

/* A copy of the records, each cut to @known bytes; the caller frees it. NULL without memory. */
static void *shortened(attr_pointer records, uint32_t count, uint32_t bytes, uint32_t known)
{
	const unsigned char *from = (const unsigned char *)(unsigned long)records;
	unsigned char *copy = malloc((size_t)count * known);

	for (uint32_t i = 0; copy && i < count; i++)
		memcpy(copy + (size_t)i * known, from + (size_t)i * bytes, known);
	return copy;
}

/*
 * E2BIG: the records hold something beyond what this kernel knows, and it has written its own size into the
 * field (kernel/bpf/verifier.c, check_btf_func()). Func infos are looked at first. They only describe: a
 * program is better loaded without the rest than not at all.
 */
static int load_with_shorter_records(
	struct attr_prog_load *attr, uint32_t func_bytes, uint32_t line_bytes, int attempts)
{
	scoped_free void *func_info = NULL;
	scoped_free void *line_info = NULL;
	int fd = -E2BIG;

	if (attr->func_info_rec_size && attr->func_info_rec_size < func_bytes) {
		func_info =
			shortened(attr->func_info, attr->func_info_cnt, func_bytes, attr->func_info_rec_size);
		if (!func_info)
			return -ENOMEM;
		attr->func_info = attr_address(func_info);
		fd = load_attempts(attr, attempts);
	}
	if (fd == -E2BIG && attr->line_info_rec_size && attr->line_info_rec_size < line_bytes) {
		line_info =
			shortened(attr->line_info, attr->line_info_cnt, line_bytes, attr->line_info_rec_size);
		if (!line_info)
			return -ENOMEM;
		attr->line_info = attr_address(line_info);
		fd = load_attempts(attr, attempts);
	}
	return fd;
}

static int load_once(struct attr_prog_load *attr, int attempts)
{
	uint32_t func_bytes = attr->func_info_rec_size, line_bytes = attr->line_info_rec_size;
	int fd = load_attempts(attr, attempts);

	if (memlock_raised_after(fd))
		fd = load_attempts(attr, attempts);
	return fd == -E2BIG ? load_with_shorter_records(attr, func_bytes, line_bytes, attempts) : fd;
}

static void fill_options(struct attr_prog_load *attr, const struct bpf_prog_load_opts *opts)
{
	attr->expected_attach_type = OPTION_GET(opts, expected_attach_type, 0);
	attr->prog_btf_fd = OPTION_GET(opts, prog_btf_fd, 0);
	attr->prog_flags = OPTION_GET(opts, prog_flags, 0);
	attr->prog_ifindex = OPTION_GET(opts, prog_ifindex, 0);
	attr->kern_version = OPTION_GET(opts, kern_version, 0);
	attr->attach_btf_id = OPTION_GET(opts, attach_btf_id, 0);
	attr->prog_token_fd = (__s32)OPTION_GET(opts, token_fd, 0);
	attr->fd_array = attr_address(OPTION_GET(opts, fd_array, NULL));
	attr->fd_array_cnt = OPTION_GET(opts, fd_array_cnt, 0);
	attr->func_info = attr_address(OPTION_GET(opts, func_info, NULL));
	attr->func_info_cnt = OPTION_GET(opts, func_info_cnt, 0);
	attr->func_info_rec_size = OPTION_GET(opts, func_info_rec_size, 0);
	attr->line_info = attr_address(OPTION_GET(opts, line_info, NULL));
	attr->line_info_cnt = OPTION_GET(opts, line_info_cnt, 0);
	attr->line_info_rec_size = OPTION_GET(opts, line_info_rec_size, 0);
}

/* The log: none, or a buffer and its size. */
static int check_log(const struct bpf_prog_load_opts *opts)
{
	char *buffer = OPTION_GET(opts, log_buf, NULL);
	__u32 bytes = OPTION_GET(opts, log_size, 0), level = OPTION_GET(opts, log_level, 0);

	return !buffer != !bytes || level > LOG_LEVELS || (level && !buffer) ? -EINVAL : 0;
}

static void fill_log(struct attr_prog_load *attr, const struct bpf_prog_load_opts *opts, __u32 level)
{
	attr->log_buf = attr_address(OPTION_GET(opts, log_buf, NULL));
	attr->log_size = OPTION_GET(opts, log_size, 0);
	attr->log_level = level;
}

/* Level 0 with a buffer asks for a log of failures alone; the kernel refuses a buffer with level 0. */
static int load(const struct attr_prog_load *wanted, const struct bpf_prog_load_opts *opts, int attempts,
	__u32 *log_true_size)
{
	__u32 level = OPTION_GET(opts, log_level, 0);
	struct attr_prog_load attr = *wanted;
	int fd;

	if (level)
		fill_log(&attr, opts, level);
	fd = load_once(&attr, attempts);
	if (fd < 0 && !level && OPTION_GET(opts, log_buf, NULL)) {
		attr = *wanted;
		fill_log(&attr, opts, 1);
		fd = load_once(&attr, attempts);
	}
	*log_true_size = attr.log_true_size;
	return fd;
}

int bpf_prog_load(enum bpf_prog_type prog_type, const char *prog_name, const char *license,
	const struct bpf_insn *insns, size_t insn_cnt, struct bpf_prog_load_opts *opts)
{
	struct attr_prog_load attr = { .prog_type = prog_type,
		.insn_cnt = (__u32)insn_cnt,
		.insns = attr_address(insns),
		.license = attr_address(license) };
	__u32 attach_prog_fd, attach_btf_obj_fd, log_true_size;
	int attempts, fd;

	if (!OPTS_VALID(opts, bpf_prog_load_opts))
		return result_int(-EINVAL);
	attempts = OPTION_GET(opts, attempts, 0);
	attach_prog_fd = OPTION_GET(opts, attach_prog_fd, 0);
	attach_btf_obj_fd = OPTION_GET(opts, attach_btf_obj_fd, 0);
	/* The two share a field of the kernel's. */
	if (attempts < 0 || (attach_prog_fd && attach_btf_obj_fd) || check_log(opts))
		return result_int(-EINVAL);
	if (insn_cnt > UINT32_MAX)
		return result_int(-E2BIG);
	name_copy(attr.prog_name, sizeof(attr.prog_name), prog_name);
	fill_options(&attr, opts);
	attr.attach_prog_fd = attach_prog_fd ? attach_prog_fd : attach_btf_obj_fd;
	fd = load(&attr, opts, attempts ? attempts : DEFAULT_ATTEMPTS, &log_true_size);
	OPTION_SET(opts, log_true_size, log_true_size);
	return result_fd(fd);
}
