// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* bpf_program: what it is, and the setters that need no kernel. */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "loader/object/object.h"
#include "loader/result.h"

#define PHASE .phase = XSK_OBJECT_PHASE_PROGRAMS

const char *bpf_program__name(const struct bpf_program *prog)
{
	return prog->spec->name;
}

const char *bpf_program__section_name(const struct bpf_program *prog)
{
	return prog->spec->section_name;
}

int bpf_program__fd(const struct bpf_program *prog)
{
	if (!prog)
		return result_int(-EINVAL);
	return prog->fd < 0 ? result_int(-ENOENT) : prog->fd;
}

bool bpf_program__autoload(const struct bpf_program *prog)
{
	return prog->autoload;
}

bool bpf_program__autoattach(const struct bpf_program *prog)
{
	return prog->autoattach;
}

void bpf_program__set_autoattach(struct bpf_program *prog, bool autoattach)
{
	prog->autoattach = autoattach;
}

void bpf_program__set_ifindex(struct bpf_program *prog, __u32 ifindex)
{
	prog->ifindex = ifindex;
}

enum bpf_prog_type bpf_program__type(const struct bpf_program *prog)
{
	return prog->type;
}

enum bpf_prog_type bpf_program__get_type(const struct bpf_program *prog)
{
	return prog->type;
}

enum bpf_attach_type bpf_program__expected_attach_type(const struct bpf_program *prog)
{
	return prog->expected_attach_type;
}

enum bpf_attach_type bpf_program__get_expected_attach_type(const struct bpf_program *prog)
{
	return prog->expected_attach_type;
}

__u32 bpf_program__flags(const struct bpf_program *prog)
{
	return prog->flags;
}

__u32 bpf_program__log_level(const struct bpf_program *prog)
{
	return prog->log_level;
}

const char *bpf_program__log_buf(const struct bpf_program *prog, size_t *log_size)
{
	*log_size = prog->log_bytes;
	return prog->log_buf;
}

const struct bpf_insn *bpf_program__insns(const struct bpf_program *prog)
{
	return prog->instructions;
}

size_t bpf_program__insn_cnt(const struct bpf_program *prog)
{
	return prog->instruction_count;
}

/* Records longer than the struct that the caller knows cannot be handed out as an array of it. */
struct bpf_func_info *bpf_program__func_info(const struct bpf_program *prog)
{
	if (prog->function_info_bytes != sizeof(struct bpf_func_info))
		return result_null(-EOPNOTSUPP);
	return prog->function_info;
}

__u32 bpf_program__func_info_cnt(const struct bpf_program *prog)
{
	return prog->function_info_count;
}

struct bpf_line_info *bpf_program__line_info(const struct bpf_program *prog)
{
	if (prog->line_info_bytes != sizeof(struct bpf_line_info))
		return result_null(-EOPNOTSUPP);
	return prog->line_info;
}

__u32 bpf_program__line_info_cnt(const struct bpf_program *prog)
{
	return prog->line_info_count;
}

/* ---- setters ---- */

/* 0, or the code of libbpf and a line when the program's object has been loaded. */
static int check_before_load(struct bpf_program *prog, int code, const char *what)
{
	if (prog->object->state < OBJECT_LOADED)
		return 0;
	return object_fail(prog->object, code,
		OBJECT_AT(PHASE, .program = prog->spec->name, .remedy = "do it before bpf_object__load()"),
		"program %s: cannot set its %s any more", prog->spec->name, what);
}

int bpf_program__set_autoload(struct bpf_program *prog, bool autoload)
{
	int code = check_before_load(prog, -EINVAL, "autoload");

	if (!code)
		prog->autoload = autoload;
	return code;
}

int bpf_program__set_type(struct bpf_program *prog, enum bpf_prog_type type)
{
	int code = check_before_load(prog, -EBUSY, "type");

	if (code || prog->type == type)
		return code;
	prog->type = type;
	/* What the section said is about another type; only a handler for everything fits any. */
	if (!(prog->definition.flags & SECTION_FALLBACK)) {
		prog->has_definition = false;
		prog->definition = (struct section_definition){ 0 };
	}
	return 0;
}

int bpf_program__set_expected_attach_type(struct bpf_program *prog, enum bpf_attach_type type)
{
	int code = check_before_load(prog, -EBUSY, "expected attach type");

	if (!code)
		prog->expected_attach_type = type;
	return code;
}

int bpf_program__set_flags(struct bpf_program *prog, __u32 flags)
{
	int code = check_before_load(prog, -EBUSY, "flags");

	if (!code)
		prog->flags = flags;
	return code;
}

int bpf_program__set_log_level(struct bpf_program *prog, __u32 log_level)
{
	int code = check_before_load(prog, -EBUSY, "log level");

	if (!code)
		prog->log_level = log_level;
	return code;
}

int bpf_program__set_log_buf(struct bpf_program *prog, char *log_buf, size_t log_size)
{
	int code;

	if ((log_size && !log_buf) || log_size > UINT_MAX)
		return object_fail(prog->object, -EINVAL, OBJECT_AT(PHASE, .program = prog->spec->name),
			"program %s: a log buffer of %zu bytes%s", prog->spec->name, log_size,
			log_buf ? " is larger than 4 GB" : " at NULL");
	code = check_before_load(prog, -EBUSY, "log buffer");
	if (!code) {
		prog->log_buf = log_buf;
		prog->log_bytes = log_size;
	}
	return code;
}

int bpf_program__set_insns(struct bpf_program *prog, struct bpf_insn *new_insns, size_t new_insn_cnt)
{
	int code = check_before_load(prog, -EBUSY, "instructions");
	struct bpf_insn *copy;
	size_t bytes;

	if (code)
		return code;
	copy = __builtin_mul_overflow(new_insn_cnt, sizeof(*copy), &bytes) ? NULL : malloc(bytes ? bytes : 1);
	if (!copy) {
		object_error_memory(&prog->object->error, XSK_OBJECT_PHASE_PROGRAMS);
		return object_failed(prog->object, -ENOMEM);
	}
	if (bytes)
		memcpy(copy, new_insns, bytes);
	program_set_instructions(prog, copy, new_insn_cnt);
	return 0;
}

void bpf_program__unload(struct bpf_program *prog)
{
	if (!prog)
		return;
	if (prog->fd >= 0)
		close(prog->fd);
	prog->fd = -1;
}
