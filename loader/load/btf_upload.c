// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * The object's BTF as the kernel takes it. The file's differs in two places, and a copy is made only where they
 * occur: kernel symbols, whose section the kernel does not know, and functions that are hidden.
 */
#include <bpf/btf.h>
#include <errno.h>
#include <string.h>

#include "base/error.h"
#include "loader/btf/btf.h"
#include "loader/btf/upload.h"
#include "loader/btf/write.h"
#include "loader/load/load.h"
#include "loader/print.h"

static bool has_symbols(const struct object_spec *spec)
{
	for (uint32_t i = 0; i < spec->extern_count; i++)
		if (spec->externs[i].kind != EXTERN_KCONFIG)
			return true;
	return false;
}

static bool has_hidden_functions(const struct object_spec *spec)
{
	for (uint32_t i = 0; i < spec->program_count; i++)
		if (spec->programs[i].is_hidden && spec->programs[i].function_id)
			return true;
	return false;
}

/*
 * Every symbol of .ksyms becomes a global int of its own 4 bytes: the kernel looks only at the section's form.
 * Functions get a variable that stands for them.
 */
static int rewrite_symbols(const struct object_spec *spec, struct btf *btf)
{
	int int_id = btf__add_int(btf, "int", 4, BTF_INT_SIGNED);
	int dummy_id =
		int_id < 0 ? int_id : btf__add_var(btf, "dummy_ksym", BTF_VAR_GLOBAL_ALLOCATED, int_id);
	int section_id = btf__find_by_name_kind(btf, ".ksyms", BTF_KIND_DATASEC);
	struct btf_var_secinfo *entries;
	struct btf_type *section;

	if (dummy_id < 0 || section_id < 0)
		return dummy_id < 0 ? dummy_id : section_id;
	for (uint32_t i = 0; i < spec->extern_count; i++) {
		struct btf_type *type = (struct btf_type *)btf__type_by_id(btf, spec->externs[i].btf_id);

		if (spec->externs[i].kind == EXTERN_KCONFIG || !type)
			continue;
		if (btf_is_var(type)) {
			btf_var(type)->linkage = BTF_VAR_GLOBAL_ALLOCATED;
			type->type = (uint32_t)int_id;
		} else {
			type->info = type_info(BTF_KIND_FUNC, BTF_FUNC_GLOBAL, false);
		}
	}
	section = (struct btf_type *)btf__type_by_id(btf, (uint32_t)section_id);
	entries = btf_var_secinfos(section);
	for (uint32_t i = 0; i < btf_vlen(section); i++) {
		const struct btf_type *type = btf__type_by_id(btf, entries[i].type);

		if (type && btf_is_func(type))
			entries[i].type = (uint32_t)dummy_id;
		entries[i].offset = i * 4;
		entries[i].size = 4;
	}
	section->size = btf_vlen(section) * 4;
	btf_changed(btf);
	return 0;
}

static void hide_functions(const struct object_spec *spec, struct btf *btf)
{
	for (uint32_t i = 0; i < spec->program_count; i++) {
		struct btf_type *type;

		if (!spec->programs[i].is_hidden || !spec->programs[i].function_id)
			continue;
		type = (struct btf_type *)btf__type_by_id(btf, spec->programs[i].function_id);
		type->info = type_info(BTF_KIND_FUNC, BTF_FUNC_STATIC, false);
	}
	btf_changed(btf);
}

/* The copy to upload, or NULL with errno. */
static struct btf *rewritten(const struct object_spec *spec)
{
	uint32_t bytes;
	const void *raw = btf__raw_data(spec->btf, &bytes);
	struct btf *btf = raw ? btf__new(raw, bytes) : NULL;
	int code = btf ? btf_make_writable(btf) : -ENOMEM;

	if (!code && has_symbols(spec))
		code = rewrite_symbols(spec, btf);
	if (!code && has_hidden_functions(spec))
		hide_functions(spec, btf);
	if (!code)
		return btf;
	btf__free(btf);
	errno = -code;
	return NULL;
}

static bool needs_btf(const struct bpf_object *object)
{
	for (uint32_t i = 0; i < object->spec->map_count; i++)
		if (map_is_struct_ops(&object->maps[i]) && object->maps[i].autocreate)
			return true;
	return false;
}

int btf_upload(struct bpf_object *object, struct xsk_object_error *err)
{
	struct btf *btf = object->spec->btf, *copy = NULL;
	struct xsk_error cause = { 0 };
	int code = 0;

	if (has_symbols(object->spec) || has_hidden_functions(object->spec)) {
		btf = copy = rewritten(object->spec);
		code = copy ? 0 : -errno;
	}
	if (!code)
		code = btf_into_kernel(btf, &(struct btf_upload){ .token_fd = object->token_fd }, &cause);
	if (!code) {
		/* bpf_object__btf_fd() tells it from there, and bpf_object__close() closes it there. */
		object->load->btf_fd = btf__fd(btf);
		btf__set_fd(btf, -1);
		btf__set_fd(object->spec->btf, object->load->btf_fd);
	}
	btf__free(copy);
	if (!code)
		return 0;
	if (!*cause.text)
		error_set(&cause, code, "make the BTF for the kernel: %s", error_name(code));
	if (needs_btf(object))
		return object_error_from(err, code,
			OBJECT_AT(.phase = XSK_OBJECT_PHASE_BTF_LOAD, .kernel_errno = -code,
				.remedy = "struct_ops need it"),
			&cause);
	print_info("%s; the object is loaded without its BTF\n", cause.text);
	return 0;
}
