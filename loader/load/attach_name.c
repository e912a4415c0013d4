// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "loader/load/attach_name.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "loader/btf/btf.h"
#include "loader/btf/kernel.h"
#include "loader/print.h"
#include "loader/result.h"

static uint32_t kind_for(enum bpf_attach_type type)
{
	return type == BPF_TRACE_RAW_TP ? BTF_KIND_TYPEDEF : BTF_KIND_FUNC;
}

static const char *prefix_for(enum bpf_attach_type type)
{
	switch ((int)type) {
	case BPF_TRACE_RAW_TP:
		return "btf_trace_";
	case BPF_LSM_MAC:
	case BPF_LSM_CGROUP:
		return "bpf_lsm_";
	case BPF_TRACE_ITER:
		return "bpf_iter_";
	default:
		return "";
	}
}

int attach_name(const struct bpf_program *program, const char *target, char name[ATTACH_NAME_BYTES],
	uint32_t *kinds, struct xsk_object_error *err)
{
	const char *colon = strchr(target, ':');
	int len = snprintf(name, ATTACH_NAME_BYTES, "%s%s", prefix_for(program->expected_attach_type),
		colon ? colon + 1 : target);

	*kinds = KIND_BIT(kind_for(program->expected_attach_type));
	if (len < ATTACH_NAME_BYTES)
		return 0;
	return object_error_set(err, -ENAMETOOLONG,
		OBJECT_AT(.phase = XSK_OBJECT_PHASE_KERNEL, .program = program->spec->name),
		"program %s: an attach target of over %d characters", program->spec->name, ATTACH_NAME_BYTES);
}

static bool is_in_module(const struct btf_candidate *candidate, const char *module, size_t len)
{
	const char *name = kernel_btf_module_name(candidate->btf);

	if (!name)
		name = "vmlinux";
	return strlen(name) == len && strncmp(name, module, len) == 0;
}

const struct btf_candidate *attach_choose(
	const struct btf_candidate *list, uint32_t count, const char *target)
{
	const char *colon = strchr(target, ':');

	for (uint32_t i = 0; i < count; i++)
		if (!colon || is_in_module(&list[i], target, (size_t)(colon - target)))
			return &list[i];
	return NULL;
}

int attach_missing(const struct bpf_program *program, const char *name, struct xsk_object_error *err)
{
	return object_error_set(err, -ESRCH,
		OBJECT_AT(.phase = XSK_OBJECT_PHASE_KERNEL, .program = program->spec->name,
			.section = program->spec->section_name),
		"program %s: this kernel's BTF has no %s '%s'", program->spec->name,
		btf_kind_name(kind_for(program->expected_attach_type)), name);
}

int libbpf_find_vmlinux_btf_id(const char *name, enum bpf_attach_type attach_type)
{
	char full[ATTACH_NAME_BYTES];
	struct xsk_error err;
	int id;

	if (snprintf(full, sizeof(full), "%s%s", prefix_for(attach_type), name) >= (int)sizeof(full))
		return result_int(-ENAMETOOLONG);
	id = kernel_btf_find_one(full, kind_for(attach_type), &err);
	if (id <= 0)
		print_warn("attach target '%s': %s\n", name, id == -ENOENT ? "not in the kernel's BTF" : err.text);
	return result_int(id);
}
