// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* The two loads of a program that is refused, and the size of the log between them. */
#include "loader/load/verifier_log.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "loader/load/load.h"
#include "loader/load/verifier_reason.h"

enum {
	LOG_BYTES = 64 << 10,       /* the tail of almost every log; newer kernels keep the tail */
	LOG_BYTES_LIMIT = 16 << 20, /* kernels before 6.4 keep the head, and the reason stands at the end */
};

static int attempt(const struct bpf_program *program, struct bpf_prog_load_opts *opts)
{
	return bpf_prog_load(program->type, program->spec->name, program->object->spec->license,
		program->instructions, program->instruction_count, opts);
}

static uint32_t index_of(const struct bpf_program *program)
{
	return (uint32_t)(program - program->object->programs);
}

/*
 * A log of the load that just failed with @code. NULL: there is none. A kernel that can say how much it wanted to
 * write keeps the end, which is what matters; others are asked again with more room until it fits.
 */
static char *fetch_log(const struct bpf_program *program, struct bpf_prog_load_opts *opts)
{
	uint32_t bytes = LOG_BYTES;
	char *log = NULL;

	for (;;) {
		char *larger = realloc(log, bytes);
		int fd;

		if (!larger)
			break;
		log = larger;
		log[0] = '\0';
		opts->log_buf = log;
		opts->log_size = bytes;
		opts->log_level = program->log_level ? program->log_level : 1;
		opts->log_true_size = 0;
		fd = attempt(program, opts);
		if (fd >= 0) {
			/* It passes now: what was in its way has gone. Nobody needs the log. */
			close(fd);
			break;
		}
		log[bytes - 1] = '\0';
		if (fd != -ENOSPC || opts->log_true_size || bytes >= LOG_BYTES_LIMIT)
			break;
		bytes *= 4;
	}
	if (log && !*log) {
		free(log);
		log = NULL;
	}
	return log;
}

/* The user's own buffer, of the program or of the object. */
static bool give_users_buffer(const struct bpf_program *program, struct bpf_prog_load_opts *opts)
{
	const struct bpf_object *object = program->object;

	if (program->log_buf) {
		opts->log_buf = program->log_buf;
		opts->log_size = (__u32)program->log_bytes;
	} else if (object->kernel_log_buf) {
		opts->log_buf = object->kernel_log_buf;
		opts->log_size = (__u32)object->kernel_log_bytes;
	} else {
		return false;
	}
	opts->log_level = program->log_level;
	return true;
}

int verifier_load(struct bpf_program *program, struct bpf_prog_load_opts *opts, struct xsk_object_error *err)
{
	bool users = give_users_buffer(program, opts);
	char *log = NULL;
	int fd;

	if (users && !opts->log_level) {
		/* Given a buffer, but asked for no log: only if it fails. */
		struct bpf_prog_load_opts quiet = *opts;

		quiet.log_buf = NULL;
		quiet.log_size = 0;
		fd = attempt(program, &quiet);
		if (fd < 0) {
			opts->log_level = 1;
			fd = attempt(program, opts);
		}
	} else {
		fd = attempt(program, opts);
	}
	if (fd >= 0) {
		program->fd = fd;
		return 0;
	}
	if (!users)
		log = fetch_log(program, opts);
	verifier_explain(program, fd, users ? opts->log_buf : log, err);
	if (log)
		program->object->load->logs[index_of(program)] = log;
	return fd;
}
