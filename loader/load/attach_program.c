// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * bpf_program__set_attach_target(): what a program attaches to, said by name instead of by its section; and
 * targets that are functions of another BPF program.
 */
#include <bpf/bpf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/scoped.h"
#include "loader/btf/kernel.h"
#include "loader/load/attach_name.h"
#include "loader/load/load.h"
#include "loader/object/create.h"
#include "loader/result.h"

/* The BTF id of a function of the program behind @fd, or a negative errno. */
static int function_of_program(int fd, const char *name)
{
	struct bpf_prog_info info = { 0 };
	__u32 info_bytes = sizeof(info);
	struct btf *btf;
	int result;

	result = bpf_prog_get_info_by_fd(fd, &info, &info_bytes);
	if (result)
		return result;
	if (!info.btf_id)
		return -EINVAL;
	btf = btf__load_from_kernel_by_id(info.btf_id);
	if (!btf)
		return -errno;
	result = btf__find_by_name_kind(btf, name, BTF_KIND_FUNC);
	btf__free(btf);
	return result;
}

int attach_function_of_program(const struct bpf_program *program, int fd, const char *name,
	struct xsk_object_error *err)
{
	int id = function_of_program(fd, name);

	if (id <= 0)
		return object_error_set(err, id ? id : -ENOENT,
			OBJECT_AT(.phase = XSK_OBJECT_PHASE_KERNEL, .program = program->spec->name,
				.remedy = "the target needs BTF, and a global function of that name"),
			"program %s: function '%s' of the program behind descriptor %d: %s",
			program->spec->name, name, fd, error_name(id ? id : -ENOENT));
	return id;
}

int attach_program_resolve(struct bpf_program *program, const char *name, struct xsk_object_error *err)
{
	int id = attach_function_of_program(program, program->attach_program_fd, name, err);

	if (id < 0)
		return id;
	program->attach_btf_id = (uint32_t)id;
	return 0;
}

/* A function or tracepoint of the kernel or a module; the module's descriptor stays with the program. */
static int resolve_in_kernel(struct bpf_program *program, const char *target, struct xsk_object_error *err)
{
	char name[ATTACH_NAME_BYTES];
	struct btf_candidates found = { 0 };
	struct btf_wish wish = { .name = name };
	const struct btf_candidate *candidate;
	struct xsk_error cause;
	int code = attach_name(program, target, name, &wish.kinds, err);

	if (code)
		return code;
	code = kernel_btf_find(&wish, 1, &found, KERNEL_BTF_AND_MODULES, &cause);
	if (code)
		return object_error_from(err, code,
			OBJECT_AT(.phase = XSK_OBJECT_PHASE_KERNEL, .program = program->spec->name), &cause);
	candidate = attach_choose(found.list + wish.first, wish.count, target);
	if (candidate && kernel_btf_module_name(candidate->btf)) {
		int fd = kernel_btf_open_fd(candidate->btf, &cause);

		code = fd < 0 ? object_error_from(err, fd,
					OBJECT_AT(.phase = XSK_OBJECT_PHASE_KERNEL,
						.program = program->spec->name),
					&cause)
			      : 0;
		program->attach_btf_object_fd = fd < 0 ? 0 : (uint32_t)fd;
	}
	if (candidate && !code)
		program->attach_btf_id = candidate->id;
	btf_candidates_free(&found);
	return candidate ? code : attach_missing(program, name, err);
}

int bpf_program__set_attach_target(struct bpf_program *prog, int attach_prog_fd, const char *attach_func_name)
{
	int code;

	if (!prog || attach_prog_fd < 0)
		return result_int(-EINVAL);
	if (prog->object->state == OBJECT_LOADED)
		return object_fail(prog->object, -EINVAL,
			OBJECT_AT(.phase = XSK_OBJECT_PHASE_ATTACH, .program = prog->spec->name),
			"program %s: its object is loaded already", prog->spec->name);
	if (attach_prog_fd && !attach_func_name) {
		/* The function is that of the section's name; it is looked for at load. */
		prog->attach_program_fd = attach_prog_fd;
		return 0;
	}
	if (!attach_func_name)
		return object_fail(prog->object, -EINVAL,
			OBJECT_AT(.phase = XSK_OBJECT_PHASE_ATTACH, .program = prog->spec->name),
			"program %s: neither a function nor a program to attach to", prog->spec->name);
	prog->attach_program_fd = attach_prog_fd;
	program_drop_attach_module(prog);
	if (attach_prog_fd)
		code = attach_program_resolve(prog, attach_func_name, &prog->object->error);
	else
		code = resolve_in_kernel(prog, attach_func_name, &prog->object->error);
	return code ? object_failed(prog->object, code) : 0;
}
