// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * The DATASECs of externs. No kernel takes a DATASEC with undefined variables or with functions, so .kconfig
 * describes the map that its values will stand in, and .ksyms becomes one int for each symbol.
 */
#include <errno.h>
#include <string.h>

#include "loader/btf/write.h"
#include "loader/object/reader.h"

#define PHASE .phase = XSK_OBJECT_PHASE_EXTERNS

static const struct extern_spec *find_extern(const struct reader *reader, uint32_t btf_id)
{
	for (uint32_t i = 0; i < reader->spec->extern_count; i++)
		if (reader->externs[i].btf_id == btf_id)
			return &reader->externs[i];
	return NULL;
}

static int rewrite_kconfig(struct reader *reader, uint32_t datasec_id)
{
	struct btf_type *datasec = reader_type(reader, datasec_id);
	struct btf_var_secinfo *places = type_payload(datasec);
	uint32_t bytes = 0;

	for (uint32_t i = 0; i < btf_vlen(datasec); i++) {
		struct btf_type *variable = reader_type(reader, places[i].type);
		const struct extern_spec *ext = find_extern(reader, places[i].type);

		if (!ext)
			return object_error_set(reader->err, -ESRCH, OBJECT_AT(PHASE, .section = ".kconfig"),
				"DATASEC .kconfig: variable %s is no extern of the file",
				btf_name_of(reader->spec->btf, variable));
		((struct btf_var *)type_payload(variable))->linkage = BTF_VAR_GLOBAL_ALLOCATED;
		places[i].offset = ext->offset;
		places[i].size = ext->size;
		if (ext->offset + ext->size > bytes)
			bytes = ext->offset + ext->size;
	}
	datasec->size = bytes;
	reader_sort_datasec(datasec);
	return 0;
}

/* An INT of 4 bytes, the file's or a new one. */
static int find_int(struct btf *btf)
{
	for (uint32_t id = 1; id < btf_type_count(btf); id++) {
		const struct btf_type *type = btf_type_at(btf, id);

		if (type_is(type, BTF_KIND_INT) && type->size == 4 && btf_int_bits(type) == 32)
			return (int)id;
	}
	return btf__add_int(btf, "int", 4, BTF_INT_SIGNED);
}

/* The kernel wants names for the parameters of every FUNC; clang leaves those of externs out. */
static void name_parameters(const struct reader *reader, uint32_t proto_id, uint32_t name)
{
	struct btf_type *proto = reader_type(reader, proto_id);
	struct btf_param *parameters = type_payload(proto);

	if (!type_is(proto, BTF_KIND_FUNC_PROTO))
		return;
	for (uint32_t i = 0; i < btf_vlen(proto); i++)
		if (!parameters[i].name_off && parameters[i].type)
			parameters[i].name_off = name;
}

static void rewrite_ksym(
	struct reader *reader, struct btf_var_secinfo *place, uint32_t int_id, uint32_t dummy_id)
{
	struct btf_type *declared = reader_type(reader, place->type);

	if (type_is(declared, BTF_KIND_VAR)) {
		((struct btf_var *)type_payload(declared))->linkage = BTF_VAR_GLOBAL_ALLOCATED;
		declared->type = int_id;
		return;
	}
	declared->info = type_info(BTF_KIND_FUNC, BTF_FUNC_GLOBAL, false);
	name_parameters(reader, declared->type, reader_type(reader, dummy_id)->name_off);
	place->type = dummy_id;
}

static bool has_function(const struct reader *reader, uint32_t datasec_id)
{
	const struct btf_type *datasec = reader_type(reader, datasec_id);
	const struct btf_var_secinfo *places = type_payload(datasec);

	for (uint32_t i = 0; i < btf_vlen(datasec); i++)
		if (type_is(reader_type(reader, places[i].type), BTF_KIND_FUNC))
			return true;
	return false;
}

static int rewrite_ksyms(struct reader *reader, uint32_t datasec_id)
{
	struct btf *btf = reader->spec->btf;
	int int_id = find_int(btf), dummy_id = 0;
	struct btf_type *datasec;
	struct btf_var_secinfo *places;

	if (int_id > 0 && has_function(reader, datasec_id))
		dummy_id = btf__add_var(btf, "dummy_ksym", BTF_VAR_GLOBAL_ALLOCATED, int_id);
	if (int_id < 0 || dummy_id < 0)
		return object_error_set(reader->err, int_id < 0 ? int_id : dummy_id,
			OBJECT_AT(PHASE, .section = ".ksyms"),
			"DATASEC .ksyms: cannot add a type to the object's BTF");
	datasec = reader_type(reader, datasec_id);
	places = type_payload(datasec);
	for (uint32_t i = 0; i < btf_vlen(datasec); i++) {
		rewrite_ksym(reader, &places[i], (uint32_t)int_id, (uint32_t)dummy_id);
		places[i].offset = i * (uint32_t)sizeof(int);
		places[i].size = sizeof(int);
	}
	datasec->size = btf_vlen(datasec) * (uint32_t)sizeof(int);
	return 0;
}

int rewrite_extern_datasecs(struct reader *reader)
{
	uint32_t id;
	int code = 0;

	if (reader_datasec(reader, ".kconfig", &id))
		code = rewrite_kconfig(reader, id);
	if (!code && reader_datasec(reader, ".ksyms", &id))
		code = rewrite_ksyms(reader, id);
	return code;
}
