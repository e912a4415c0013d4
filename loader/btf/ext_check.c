// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* What the records of a .BTF.ext say, against the BTF beside it. */
#include <linux/bpf.h>

#include "base/error.h"
#include "loader/btf/btf.h"
#include "loader/btf/ext.h"

struct check {
	const struct btf *btf;
	const char *section;
	struct xsk_error *err;
};

enum { ACCESS_LIMIT = 64, CORE_KINDS = BPF_CORE_TYPE_MATCHES + 1 };

static int check_func(const struct check *c, const struct bpf_func_info *info)
{
	const struct btf_type *type = btf_type_at(c->btf, info->type_id);

	if (!type || !type_is(type, BTF_KIND_FUNC))
		return error_set(c->err, -EINVAL, "BTF.ext: %s+%u: type %u is no function", c->section,
			info->insn_off, info->type_id);
	return 0;
}

static int check_line(const struct check *c, const struct bpf_line_info *info)
{
	if (!btf_string_at(c->btf, info->file_name_off) || !btf_string_at(c->btf, info->line_off))
		return error_set(c->err, -EINVAL,
			"BTF.ext: %s+%u: source line at string offsets %u, %u of %u", c->section,
			info->insn_off, info->file_name_off, info->line_off, btf_strings_end(c->btf));
	return 0;
}

/* n(:n)*, at most 64 numbers that fit an int. */
static bool is_access(const char *text)
{
	for (int count = 1;; count++, text++) {
		uint64_t number = 0;
		int digits = 0;

		for (; *text >= '0' && *text <= '9' && number <= INT32_MAX; text++, digits++)
			number = number * 10 + (uint64_t)(*text - '0');
		if (!digits || number > INT32_MAX || count > ACCESS_LIMIT)
			return false;
		if (!*text)
			return true;
		if (*text != ':')
			return false;
	}
}

static int check_core(const struct check *c, const struct bpf_core_relo *relo)
{
	const char *access = btf_string_at(c->btf, relo->access_str_off);

	if (relo->insn_off % 8)
		return error_set(c->err, -EINVAL, "BTF.ext: CO-RE relocation at %s+%u: inside an instruction",
			c->section, relo->insn_off);
	if (!btf_type_at(c->btf, relo->type_id))
		return error_set(c->err, -EINVAL, "BTF.ext: CO-RE relocation at %s+%u: type %u of %u",
			c->section, relo->insn_off, relo->type_id, btf_type_count(c->btf));
	if ((uint32_t)relo->kind >= CORE_KINDS)
		return error_set(c->err, -EINVAL, "BTF.ext: CO-RE relocation at %s+%u: unknown kind %u",
			c->section, relo->insn_off, relo->kind);
	if (!access || !is_access(access))
		return error_set(c->err, -EINVAL, "BTF.ext: CO-RE relocation at %s+%u: access string \"%s\"",
			c->section, relo->insn_off, access ? access : "(beyond the strings)");
	return 0;
}

static int check_record(const struct check *c, enum btf_ext_kind kind, const void *record)
{
	switch (kind) {
	case BTF_EXT_FUNC_INFO:
		return check_func(c, record);
	case BTF_EXT_LINE_INFO:
		return check_line(c, record);
	default:
		return check_core(c, record);
	}
}

static int check_section(struct check *c, enum btf_ext_kind kind, const struct btf_ext_section *section)
{
	uint32_t last = 0;

	c->section = btf_string_at(c->btf, section->name_off);
	if (!c->section || !*c->section)
		return error_set(c->err, -EINVAL, "BTF.ext: section name at string offset %u of %u",
			section->name_off, btf_strings_end(c->btf));
	for (uint32_t i = 0; i < section->count; i++) {
		const uint32_t *record = btf_ext_record(section, i);
		int result;

		/* The kernel wants both in order. Relocations come in the order of the source. */
		if (kind != BTF_EXT_CORE_RELO && (record[0] % 8 || (i && record[0] <= last)))
			return error_set(c->err, -EINVAL,
				"BTF.ext: %s+%u: record %u is out of order or inside an "
				"instruction",
				c->section, record[0], i);
		last = record[0];
		result = check_record(c, kind, record);
		if (result)
			return result;
	}
	return 0;
}

int btf_ext_check(const struct btf_ext *ext, const struct btf *btf, struct xsk_error *err)
{
	struct check c = { .btf = btf, .err = err };

	for (int kind = 0; kind < BTF_EXT_KINDS; kind++) {
		struct btf_ext_section section = { 0 };

		while (btf_ext_next_section(ext, kind, &section)) {
			int result = check_section(&c, kind, &section);

			if (result)
				return result;
		}
	}
	return 0;
}
