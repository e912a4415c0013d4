// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * One more copy of a program in the kernel: a plan of one command over the instructions that the load kept, with
 * options of its own.
 */
#include <bpf/bpf.h>
#include <errno.h>
#include <stdlib.h>

#include "loader/load/load.h"
#include "loader/result.h"

#define TAKE(field)                                                          \
	do {                                                                 \
		__typeof__(opts->field) given_ = OPTION_GET(opts, field, 0); \
		if (given_)                                                  \
			own->field = given_;                                 \
	} while (0)

/* What the caller gave wins; what is zero stays as the object would have it. */
static int merge(struct bpf_prog_load_opts *own, const struct bpf_prog_load_opts *opts)
{
	bool functions = OPTION_GET(opts, func_info, NULL), lines = OPTION_GET(opts, line_info, NULL);

	if (functions != !!OPTION_GET(opts, func_info_cnt, 0) ||
		functions != !!OPTION_GET(opts, func_info_rec_size, 0) ||
		lines != !!OPTION_GET(opts, line_info_cnt, 0) ||
		lines != !!OPTION_GET(opts, line_info_rec_size, 0))
		return -EINVAL;
	TAKE(expected_attach_type);
	TAKE(prog_btf_fd);
	TAKE(prog_flags);
	TAKE(prog_ifindex);
	TAKE(kern_version);
	TAKE(attach_btf_id);
	TAKE(attach_prog_fd);
	TAKE(attach_btf_obj_fd);
	TAKE(token_fd);
	TAKE(func_info);
	TAKE(func_info_cnt);
	TAKE(func_info_rec_size);
	TAKE(line_info);
	TAKE(line_info_cnt);
	TAKE(line_info_rec_size);
	TAKE(fd_array);
	TAKE(fd_array_cnt);
	own->log_buf = OPTION_GET(opts, log_buf, NULL);
	own->log_size = OPTION_GET(opts, log_size, 0);
	own->log_level = OPTION_GET(opts, log_level, 0);
	return 0;
}

int bpf_program__clone(struct bpf_program *prog, const struct bpf_prog_load_opts *opts)
{
	const struct object_place *place;
	struct program_request request;
	int code;

	if (!prog || !OPTS_VALID(opts, bpf_prog_load_opts))
		return result_int(-EINVAL);
	place = OBJECT_AT(.phase = XSK_OBJECT_PHASE_PROGRAM_LOAD, .program = prog->spec->name);
	if (prog->object->state == OBJECT_OPENED || !prog->owns_instructions)
		return object_fail(prog->object, -EINVAL, place,
			"clone program %s: its object is not prepared", prog->spec->name);
	code = program_complete(prog, &request, &prog->object->error);
	if (code)
		code = object_failed(prog->object, code);
	else if (merge(&request.opts, opts))
		code = object_fail(prog->object, -EINVAL, place,
			"clone program %s: func_info and line_info come with count and record size",
			prog->spec->name);
	else
		code = bpf_prog_load(prog->type, prog->spec->name, prog->object->spec->license,
			prog->instructions, prog->instruction_count, &request.opts);
	free((void *)request.fd_array);
	return code;
}
