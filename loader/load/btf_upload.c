// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * The object's BTF as the kernel takes it. The file's differs in two places, and a copy is made only where they
 * occur: kernel symbols, whose section the kernel does not know, and functions that are hidden.
 */
#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <errno.h>
#include <string.h>

#include "base/error.h"
#include "loader/btf/btf.h"
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
	int code = 0;

	if (has_symbols(object->spec) || has_hidden_functions(object->spec)) {
		btf = copy = rewritten(object->spec);
		code = copy ? 0 : -errno;
	}
	if (!code) {
		uint32_t bytes;
		const void *raw = btf__raw_data(btf, &bytes);
		int fd = raw ? bpf_btf_load(raw, bytes, NULL) : -ENOMEM;

		/* bpf_object__btf_fd() tells it from there, and bpf_object__close() closes it there. */
		if (fd >= 0)
			btf__set_fd(object->spec->btf, object->load->btf_fd = fd);
		code = fd < 0 ? fd : 0;
	}
	btf__free(copy);
	if (!code || needs_btf(object))
		return !code ? 0
			     : object_error_set(err, code,
				       OBJECT_AT(.phase = XSK_OBJECT_PHASE_BTF_LOAD, .kernel_errno = -code),
				       "load the object's BTF, which struct_ops need: %s", error_name(code));
	print_info("the kernel does not take the object's BTF (%s); it is done without\n", error_name(code));
	return 0;
}
