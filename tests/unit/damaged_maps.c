// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Definitions of maps, data sections, struct_ops and externs that say what cannot be; each refused with a
 * line.
 */
#include <errno.h>
#include <linux/bpf.h>
#include <linux/btf.h>
#include <string.h>

#include "tests/harness/object_file.h"
#include "tests/harness/test.h"

enum { FORMAT = -LIBBPF_ERRNO__FORMAT };

#define DAMAGE(name, ...)                          \
	static void name(struct object_file *file) \
	{                                          \
		__VA_ARGS__;                       \
	}

/* ---- finding one's way in .BTF ---- */

static unsigned char *types_of(struct object_file *file, unsigned int *len)
{
	unsigned char *btf = object_file_contents(file, ".BTF");
	const struct btf_header *header = (struct btf_header *)btf;

	*len = header->type_len;
	return btf + header->hdr_len + header->type_off;
}

static struct btf_type *type_by_id(struct object_file *file, unsigned int id)
{
	unsigned int len;
	unsigned char *types = types_of(file, &len);

	for (unsigned int offset = 0; offset < len; id--) {
		struct btf_type *type = (struct btf_type *)(types + offset);

		if (id == 1)
			return type;
		offset += (unsigned int)object_file_type_bytes(type);
	}
	test_failed(__FILE__, __LINE__, "no such type");
	exit(1);
}

static struct btf_type *variable(struct object_file *file, const char *name)
{
	return object_file_type(file, BTF_KIND_VAR, name);
}

/* The struct that defines a map, and its members. */
static struct btf_type *definition(struct object_file *file, const char *map)
{
	return type_by_id(file, variable(file, map)->type);
}

static struct btf_member *member(struct object_file *file, const char *map, unsigned int index)
{
	return (struct btf_member *)object_file_payload(definition(file, map)) + index;
}

static struct btf_array *number(struct object_file *file, const char *map, unsigned int index)
{
	return object_file_payload(type_by_id(file, type_by_id(file, member(file, map, index)->type)->type));
}

static struct btf_var_secinfo *places(struct object_file *file, const char *section)
{
	return object_file_payload(object_file_type(file, BTF_KIND_DATASEC, section));
}

static struct btf_var_secinfo *place_of(struct object_file *file, const char *section, const char *name)
{
	struct btf_var_secinfo *place = places(file, section);

	while (type_by_id(file, place->type) != variable(file, name))
		place++;
	return place;
}

static void rename_member(struct object_file *file, const char *map, unsigned int index, const char *name)
{
	member(file, map, index)->name_off = object_file_string(file, name);
}

/* counters: type, max_entries, map_flags, numa_node, key, value, pinning. */
DAMAGE(no_type, rename_member(file, "counters", 0, "max_entries"))
DAMAGE(type_0, member(file, "counters", 0)->name_off = object_file_string(file, "max_entries");
	member(file, "counters", 1)->name_off = object_file_string(file, "type");
	number(file, "counters", 1)->nelems = 0)
DAMAGE(unknown_attribute, rename_member(file, "counters", 2, "hidden_function"))
DAMAGE(unnamed_attribute, member(file, "counters", 2)->name_off = 0)
DAMAGE(not_a_number, member(file, "counters", 2)->type = variable(file, "zeroed")->type)
DAMAGE(number_of_struct, member(file, "counters", 2)->type = member(file, "counters", 5)->type)
DAMAGE(not_a_type, member(file, "counters", 4)->type = variable(file, "zeroed")->type)
DAMAGE(key_of_function, type_by_id(file, member(file, "counters", 4)->type)->type =
				object_file_type(file, BTF_KIND_FUNC, "entry")->type)
DAMAGE(key_of_void, type_by_id(file, member(file, "counters", 4)->type)->type = 0)
DAMAGE(size_against_type, rename_member(file, "counters", 2, "key_size"))
DAMAGE(pinning_2, number(file, "counters", 6)->nelems = 2)
DAMAGE(definition_static, *(unsigned int *)object_file_payload(variable(file, "counters")) = BTF_VAR_STATIC;
	place_of(file, ".maps", "counters")->offset =
		(unsigned int)object_file_symbol(file, "counters")->st_value)
DAMAGE(definition_no_struct, variable(file, "counters")->type = variable(file, "filled")->type)
DAMAGE(definition_large, definition(file, "counters")->size += 8)
DAMAGE(variable_without_symbol,
	object_file_symbol(file, "counters")->st_info = ELF64_ST_INFO(STB_GLOBAL, STT_NOTYPE))
DAMAGE(datasec_missing,
	object_file_type(file, BTF_KIND_DATASEC, ".maps")->name_off = object_file_string(file, "xdp"))
DAMAGE(maps_overlap,
	object_file_symbol(file, "counters")->st_value = object_file_symbol(file, "events")->st_value + 8)
DAMAGE(map_beyond, object_file_symbol(file, "counters")->st_value = 1 << 20)

/* outer: type, max_entries, key_size, values. bloom: type, value_size, max_entries, map_extra. */
DAMAGE(values_of_hash, number(file, "outer", 0)->nelems = BPF_MAP_TYPE_HASH)
DAMAGE(values_not_last, rename_member(file, "outer", 2, "values"))
DAMAGE(values_no_array, definition(file, "outer")->size = 56;
	member(file, "outer", 3)->type = variable(file, "filled")->type)
DAMAGE(values_of_length, definition(file, "outer")->size = 56;
	((struct btf_array *)object_file_payload(type_by_id(file, member(file, "outer", 3)->type)))->nelems =
		2)
DAMAGE(values_of_numbers,
	((struct btf_array *)object_file_payload(type_by_id(file, member(file, "outer", 3)->type)))->type =
		variable(file, "filled")->type)
DAMAGE(values_of_functions,
	((struct btf_array *)object_file_payload(type_by_id(file, member(file, "outer", 3)->type)))->type =
		((struct btf_array *)object_file_payload(type_by_id(file, member(file, "jumps", 3)->type)))
			->type)
DAMAGE(programs_of_maps,
	((struct btf_array *)object_file_payload(type_by_id(file, member(file, "jumps", 3)->type)))->type =
		((struct btf_array *)object_file_payload(type_by_id(file, member(file, "outer", 3)->type)))
			->type)
DAMAGE(value_size_8, rename_member(file, "outer", 2, "value_size"); number(file, "outer", 2)->nelems = 8)
DAMAGE(inner_pinned, rename_member(file, "first", 3, "pinning"))
DAMAGE(inner_of_maps, number(file, "first", 0)->nelems = BPF_MAP_TYPE_ARRAY_OF_MAPS;
	rename_member(file, "first", 3, "values"))
DAMAGE(inner_unknown, rename_member(file, "first", 3, "hidden_function"))
DAMAGE(inner_untyped, rename_member(file, "first", 0, "max_entries"))
DAMAGE(hash_of_maps, number(file, "outer", 0)->nelems = BPF_MAP_TYPE_HASH_OF_MAPS;
	number(file, "outer", 2)->nelems = 8)

/* ---- data ---- */

DAMAGE(data_beyond, object_file_symbol(file, "filled")->st_value = 12)
DAMAGE(data_overlaps, object_file_symbol(file, "hidden_variable")->st_value = 4)
DAMAGE(datasec_too_large, object_file_type(file, BTF_KIND_DATASEC, ".data.named")->size = 100)
DAMAGE(datasec_of_nothing, object_file_section(file, ".data.named")->sh_name = 0)
DAMAGE(variable_of_8, places(file, ".data.named")->size = 8)
DAMAGE(bss_huge, object_file_section(file, ".bss")->sh_size = 3ull << 30)
DAMAGE(bss_larger, object_file_section(file, ".bss")->sh_size = 5ull << 32)

/* ---- struct_ops ---- */

DAMAGE(ops_no_struct, variable(file, "plain_ops")->type = variable(file, "filled")->type)
DAMAGE(ops_unnamed, type_by_id(file, variable(file, "plain_ops")->type)->name_off = 0)
DAMAGE(ops_small, object_file_section(file, ".struct_ops")->sh_size = 24)
DAMAGE(ops_without_btf,
	object_file_type(file, BTF_KIND_DATASEC, ".struct_ops")->name_off = object_file_string(file, "xdp"))

/* ---- externs ---- */

static struct btf_type *extern_variable(struct object_file *file, const char *name)
{
	return variable(file, name);
}

DAMAGE(extern_unknown_type, extern_variable(file, "CONFIG_HZ")->type = variable(file, "plain_ops")->type)
DAMAGE(extern_void, extern_variable(file, "CONFIG_HZ")->type = 0)
DAMAGE(extern_wide_array, extern_variable(file, "CONFIG_HZ")->type = variable(file, "zeroed")->type)
DAMAGE(extern_huge, ((struct btf_array *)object_file_payload(
			     type_by_id(file, extern_variable(file, "CONFIG_DEFAULT_HOSTNAME")->type)))
			    ->nelems = 0xffffffff)
DAMAGE(extern_large, ((struct btf_array *)object_file_payload(
			      type_by_id(file, extern_variable(file, "CONFIG_DEFAULT_HOSTNAME")->type)))
			     ->nelems = 0x7fffffff)
DAMAGE(extern_empty, ((struct btf_array *)object_file_payload(
			      type_by_id(file, extern_variable(file, "CONFIG_DEFAULT_HOSTNAME")->type)))
			     ->nelems = 0)
DAMAGE(extern_defined,
	*(unsigned int *)object_file_payload(extern_variable(file, "CONFIG_HZ")) = BTF_VAR_GLOBAL_ALLOCATED)
DAMAGE(extern_function_defined,
	struct btf_type *function = object_file_type(file, BTF_KIND_FUNC, "bpf_kfunc_example");
	function->info = (function->info & ~0xffffu) | BTF_FUNC_GLOBAL)
DAMAGE(extern_undescribed, object_file_symbol(file, "filled")->st_shndx = SHN_UNDEF;
	object_file_symbol(file, "filled")->st_info = ELF64_ST_INFO(STB_GLOBAL, STT_NOTYPE);
	object_file_symbol(file, "filled")->st_name = object_file_symbol(file, "plain_ops")->st_name + 2)
DAMAGE(extern_elsewhere, object_file_symbol(file, "filled")->st_shndx = SHN_UNDEF;
	object_file_symbol(file, "filled")->st_info = ELF64_ST_INFO(STB_GLOBAL, STT_NOTYPE))
DAMAGE(function_in_kconfig, struct btf_var_secinfo *kconfig = places(file, ".kconfig");
	struct btf_type *ksyms = object_file_type(file, BTF_KIND_DATASEC, ".ksyms");
	struct btf_var_secinfo *functions = object_file_payload(ksyms);
	for (unsigned int i = 0; i < BTF_INFO_VLEN(ksyms->info);
		i++) if (BTF_INFO_KIND(type_by_id(file, functions[i].type)->info) == BTF_KIND_FUNC) kconfig[0]
		.type = functions[i].type;
	ksyms->name_off = object_file_string(file, ".bss"))
DAMAGE(variable_of_no_extern,
	object_file_symbol(file, "CONFIG_LETTER")->st_info = ELF64_ST_INFO(STB_GLOBAL, STT_OBJECT))

static const struct object_damage damages[] = {
	{ "no type", no_type, -EINVAL, "map counters: type: missing" },
	{ "type 0", type_0, -EINVAL, "map counters: type: missing" },
	{ "an unknown attribute", unknown_attribute, -ENOTSUP,
		"map counters: hidden_function: no attribute" },
	{ "an attribute without name", unnamed_attribute, -ENOTSUP, "without a name" },
	{ "a number that is an array", not_a_number, -EINVAL, "map_flags: not a number" },
	{ "a number that points at a struct", number_of_struct, -EINVAL, "not to an array" },
	{ "a type that is no pointer", not_a_type, -EINVAL, "key: not a type" },
	{ "a key that is a function", key_of_function, -EINVAL, "key: " },
	{ "a key of void", key_of_void, -EINVAL, "key: " },
	{ "key_size against key", size_against_type, -EINVAL, "its size disagrees" },
	{ "a pinning that does not exist", pinning_2, -EINVAL, "LIBBPF_PIN_BY_NAME" },
	{ "a static definition", definition_static, -EOPNOTSUPP, "static or hidden" },
	{ "a definition that is no struct", definition_no_struct, -EINVAL, "definition: no struct" },
	{ "a definition larger than its variable", definition_large, -EINVAL, "larger than its variable" },
	{ "a definition without symbol", variable_without_symbol, -ENOENT, "counters has no symbol" },
	{ "no DATASEC for .maps", datasec_missing, -EINVAL, "section .maps: the BTF has no DATASEC" },
	{ "maps overlap", maps_overlap, FORMAT, "DATASEC .maps" },
	{ "a map beyond its section", map_beyond, FORMAT, "DATASEC .maps: variable counters" },
	{ "values in a hash", values_of_hash, -EINVAL, "values: only for maps of maps" },
	{ "values before the end", values_not_last, -EINVAL, "values: must be the last" },
	{ "values that are no array", values_no_array, -EINVAL, "values: not an array of length zero" },
	{ "values with a length", values_of_length, -EINVAL, "values: not an array of length zero" },
	{ "values that are numbers", values_of_numbers, -EINVAL, "no pointers to map definitions" },
	{ "values that are functions", values_of_functions, -EINVAL, "no pointers to map definitions" },
	{ "programs that are maps", programs_of_maps, -EINVAL, "no pointers to functions" },
	{ "map of maps with values of 8 bytes", value_size_8, -EINVAL, "value_size must be 4" },
	{ "an inner map that is pinned", inner_pinned, -EINVAL, "an inner map is not pinned" },
	{ "an inner map of maps", inner_of_maps, -EINVAL, "values" },
	{ "an inner map with an unknown attribute", inner_unknown, -ENOTSUP,
		"hidden_function: no attribute" },
	{ "an inner map without type", inner_untyped, -EINVAL, "type: missing" },
	{ "initial values in a hash with wide keys", hash_of_maps, -EINVAL, "keys of 8 bytes" },

	{ "a variable across the end of its section", data_beyond, FORMAT, "DATASEC .data" },
	{ "variables overlap", data_overlaps, FORMAT, "DATASEC .data" },
	{ "a DATASEC larger than its section", datasec_too_large, FORMAT, "DATASEC .data.named: 100 bytes" },
	{ "a DATASEC without section", datasec_of_nothing, -ENOENT, "the file has no such section" },
	{ "a variable larger than its section", variable_of_8, FORMAT, "DATASEC .data.named" },
	{ "3 GB of .bss", bss_huge, -E2BIG, "section .bss: 3221225472 bytes" },
	{ "20 GB of .bss", bss_larger, FORMAT, "DATASEC .bss" },

	{ "struct_ops of no struct", ops_no_struct, -EINVAL, "that is no struct" },
	{ "struct_ops beyond its section", ops_small, FORMAT, "DATASEC .struct_ops" },
	{ "struct_ops without DATASEC", ops_without_btf, -EINVAL,
		"section .struct_ops: the BTF has no DATASEC" },
	{ "struct_ops without a name", ops_unnamed, -ENOTSUP, "its struct has no name" },

	{ "a struct as configuration", extern_unknown_type, -ENOTSUP,
		"extern CONFIG_HZ: its type cannot hold" },
	{ "void as configuration", extern_void, -EINVAL, "CONFIG_HZ" },
	{ "an array of ints as configuration", extern_wide_array, -ENOTSUP,
		"extern CONFIG_HZ: its type cannot hold" },
	{ "a text of 4 GB", extern_huge, -EINVAL, "array of 4294967295" },
	{ "a text of 2 GB", extern_large, -E2BIG, "grows beyond 2 GB" },
	{ "a text of no bytes", extern_empty, -EINVAL, "CONFIG_DEFAULT_HOSTNAME: its type has no size" },
	{ "an extern that is defined", extern_defined, -EINVAL, "its BTF does not say extern" },
	{ "an external function that is defined", extern_function_defined, -EINVAL, "does not say extern" },
	{ "an extern without BTF", extern_undescribed, -ENOENT, "the BTF does not describe it" },
	{ "an extern in no section of externs", extern_elsewhere, -EINVAL,
		"neither in .kconfig nor in .ksyms" },
	{ "a function in .kconfig", function_in_kconfig, -ENOTSUP, "a function, in .kconfig" },
	{ "a variable of .kconfig without symbol", variable_of_no_extern, -ESRCH,
		"is no extern of the file" },
};

/* What relaxed_maps forgives. */
static void check_relaxed(struct object_file *file)
{
	LIBBPF_OPTS(bpf_object_open_opts, opts, .object_name = "relaxed", .relaxed_maps = true);
	struct xsk_object_error err;

	object_file_load(file, "everything");
	unknown_attribute(file);
	CHECK_INT(object_file_open(file, NULL, &err), -ENOTSUP);
	CHECK_INT(err.phase, XSK_OBJECT_PHASE_MAPS);
	CHECK(!strcmp(err.map, "counters") && !strcmp(err.section, ".maps"));
	CHECK_INT(object_file_open(file, &opts, &err), 0);
}

int main(void)
{
	test_begin();
	libbpf_set_print(NULL);
	object_file_check_damages("everything", damages, sizeof(damages) / sizeof(damages[0]));
	object_file_each_compiler(check_relaxed);
	return test_end();
}
