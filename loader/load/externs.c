// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Externs: .kconfig variables get their values, .ksyms their addresses or BTF ids. What is weak may lack;
 * what is not is an error that names it.
 */
#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "loader/btf/kernel.h"
#include "loader/kernel/kallsyms.h"
#include "loader/load/kconfig_values.h"
#include "loader/load/kernel_view.h"
#include "loader/relocate/core_types.h"

static bool is_typed(const struct extern_spec *spec)
{
	return spec->kind == EXTERN_KSYM_VARIABLE || spec->kind == EXTERN_KSYM_FUNCTION;
}

int externs_wish(const struct object_spec *spec, struct wish_list *list, int64_t *wish_of)
{
	for (uint32_t i = 0; i < spec->extern_count; i++) {
		const struct extern_spec *extern_spec = &spec->externs[i];
		bool function = extern_spec->kind == EXTERN_KSYM_FUNCTION;
		const char *name = extern_spec->name;

		wish_of[i] = -1;
		if (!is_typed(extern_spec))
			continue;
		/* Flavours are ours; the kernel's function has none. */
		if (function)
			name = arena_text(list->arena, name, extern_spec->essential_len);
		wish_of[i] =
			name ? wish_for(list, name, KIND_BIT(function ? BTF_KIND_FUNC : BTF_KIND_VAR), false)
			     : -ENOMEM;
		if (wish_of[i] < 0)
			return (int)wish_of[i];
	}
	return 0;
}

static int missing(const struct extern_spec *spec, int code, struct xsk_object_error *err, const char *reason)
{
	return object_error_set(err, code,
		OBJECT_AT(.phase = XSK_OBJECT_PHASE_KERNEL, .relocation = spec->name,
			.remedy = "declare it __weak and test it"),
		"extern %s '%s': %s",
		spec->kind == EXTERN_KSYM_FUNCTION ? "kernel function" : "kernel symbol", spec->name, reason);
}

/* The type that the object says the symbol has goes with the kernel's. */
static int types_agree(const struct bpf_object *object, const struct extern_spec *spec,
	const struct btf_candidate *candidate)
{
	const struct btf_type *type = btf_type_at(candidate->btf, candidate->id);

	return core_types_compatible(object->spec->btf, spec->type_id, candidate->btf, type->type);
}

static int resolve_typed(struct kernel_view *view, const struct bpf_object *object, uint32_t index,
	const struct btf_wish *wish, struct arena *arena, struct xsk_object_error *err)
{
	const struct extern_spec *spec = &object->spec->externs[index];
	const struct btf_candidate *candidate = view->candidates.list + wish->first;
	struct extern_value *value = &view->externs[index];
	int64_t module;

	/* Not -ESRCH, as for symbols without a type: libbpf says -EINVAL here. */
	if (!wish->count)
		return spec->is_weak ? 0 : missing(spec, -EINVAL, err, "this kernel's BTF has none");
	if (types_agree(object, spec, candidate) <= 0) {
		/* A weak function of another prototype is one that this kernel does not have. */
		if (spec->is_weak && spec->kind == EXTERN_KSYM_FUNCTION)
			return 0;
		return missing(spec, -EINVAL, err, "this kernel's has another type");
	}
	module = kernel_view_module(view, candidate->btf, arena);
	if (module < 0)
		return object_error_memory(err, XSK_OBJECT_PHASE_KERNEL);
	*value = (struct extern_value){
		.is_found = true, .btf_id = candidate->id, .module = (uint32_t)module
	};
	return 0;
}

/* All addresses are asked for in one reading of kallsyms. */
static int resolve_untyped(struct kernel_view *view, const struct object_spec *spec, struct arena *arena,
	struct xsk_object_error *err)
{
	struct kallsyms_wish *wishes = arena_array(arena, spec->extern_count, sizeof(*wishes));
	struct xsk_error cause;
	uint32_t count = 0;
	int result;

	if (!wishes)
		return object_error_memory(err, XSK_OBJECT_PHASE_KERNEL);
	for (uint32_t i = 0; i < spec->extern_count; i++)
		if (spec->externs[i].kind == EXTERN_KSYM_UNTYPED)
			wishes[count++].name = spec->externs[i].name;
	if (!count)
		return 0;
	result = kallsyms_find(wishes, count, &cause);
	if (result)
		return object_error_from(err, result, OBJECT_AT(.phase = XSK_OBJECT_PHASE_KERNEL), &cause);
	count = 0;
	for (uint32_t i = 0; i < spec->extern_count; i++) {
		const struct extern_spec *extern_spec = &spec->externs[i];
		const struct kallsyms_wish *wish = &wishes[count];

		if (extern_spec->kind != EXTERN_KSYM_UNTYPED)
			continue;
		count++;
		if (wish->another)
			return missing(extern_spec, -EINVAL, err, "the kernel has it at several addresses");
		if (!wish->found && !extern_spec->is_weak)
			return missing(extern_spec, -ESRCH, err, "/proc/kallsyms has none");
		view->externs[i].is_found = wish->found;
		view->externs[i].address = wish->address;
	}
	return 0;
}

int externs_resolve(struct kernel_view *view, struct bpf_object *object, const struct wish_list *list,
	const int64_t *wish_of, struct arena *arena, struct xsk_object_error *err)
{
	for (uint32_t i = 0; i < object->spec->extern_count; i++) {
		int result = 0;

		if (wish_of[i] >= 0)
			result = resolve_typed(view, object, i, &list->wishes[wish_of[i]], arena, err);
		if (result)
			return result;
	}
	if (object->spec->kconfig_map != SPEC_NONE) {
		int result = kconfig_fill(object, err);

		if (result)
			return result;
	}
	return resolve_untyped(view, object->spec, arena, err);
}
