// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Broken BTF and .BTF.ext in an object: refused where the object needs BTF, left out where it does not. What is
 * broken inside BTF by itself is btf_hostile's business; here it is seen through open.
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

static struct btf_header *header(struct object_file *file)
{
	return object_file_contents(file, ".BTF");
}

/* A type beyond the last. */
static unsigned int no_type(struct object_file *file)
{
	return header(file)->type_len;
}

DAMAGE(btf_nobits, object_file_section(file, ".BTF")->sh_type = SHT_NOBITS)
DAMAGE(btf_missing,
	object_file_section(file, ".BTF")->sh_name = object_file_section(file, ".strtab")->sh_name)
DAMAGE(btf_empty, object_file_section(file, ".BTF")->sh_size = 0)
DAMAGE(btf_twice,
	object_file_section(file, ".data.named")->sh_name = object_file_section(file, ".BTF")->sh_name)
DAMAGE(btf_magic, header(file)->magic = 0x1234)
DAMAGE(btf_version, header(file)->version = 9)
DAMAGE(btf_header_len, header(file)->hdr_len = 0x7fffffff)
DAMAGE(btf_types_beyond, header(file)->type_len += 1 << 20)
DAMAGE(btf_strings_overflow, header(file)->str_off = ~3u)
DAMAGE(btf_strings_open, char *strings = (char *)header(file) + header(file)->hdr_len + header(file)->str_off;
	strings[header(file)->str_len - 1] = 'x')
DAMAGE(btf_return_type, object_file_type(file, BTF_KIND_FUNC_PROTO, "")->type = no_type(file))
DAMAGE(btf_name, object_file_type(file, BTF_KIND_FUNC, "entry")->name_off = header(file)->str_len)
DAMAGE(btf_variable_type, object_file_type(file, BTF_KIND_VAR, "filled")->type = no_type(file))
DAMAGE(btf_pointer_type, object_file_type(file, BTF_KIND_PTR, "")->type = no_type(file))
DAMAGE(btf_unknown_kind, object_file_type(file, BTF_KIND_FUNC, "entry")->info |= 0x1f << 24)
DAMAGE(btf_vlen, object_file_type(file, BTF_KIND_STRUCT, "value")->info |= 0xffff)

static const struct object_damage damages[] = {
	{ "BTF without contents", btf_nobits, FORMAT, "section .BTF: has no contents, and .maps needs it" },
	{ "no BTF", btf_missing, -ENOENT, "is missing, and .maps needs it (compile with -g)" },
	{ "empty BTF", btf_empty, -EINVAL, ".maps needs it" },
	{ "two BTFs", btf_twice, FORMAT, "section .BTF: sections" },
	{ "magic", btf_magic, -EINVAL, ".maps needs it" },
	{ "version", btf_version, -ENOTSUP, ".maps needs it" },
	{ "header's length", btf_header_len, -EINVAL, ".maps needs it" },
	{ "types beyond the end", btf_types_beyond, -EINVAL, ".maps needs it" },
	{ "strings overflow", btf_strings_overflow, -EINVAL, ".maps needs it" },
	{ "strings without end", btf_strings_open, -EINVAL, ".maps needs it" },
	{ "a return type that is not there", btf_return_type, -EINVAL, ".maps needs it" },
	{ "a name that is not there", btf_name, -EINVAL, ".maps needs it" },
	{ "a variable's type that is not there", btf_variable_type, -EINVAL, ".maps needs it" },
	{ "a pointer to nothing", btf_pointer_type, -EINVAL, ".maps needs it" },
	{ "an unknown kind", btf_unknown_kind, -EINVAL, ".maps needs it" },
	{ "too many members", btf_vlen, -EINVAL, ".maps needs it" },
};

/* ---- .BTF.ext: header, then for each kind the size of a record, then sections of records ---- */

struct ext_header {
	unsigned short magic;
	unsigned char version, flags;
	unsigned int hdr_len, func_off, func_len, line_off, line_len, core_off, core_len;
};

static struct ext_header *ext(struct object_file *file)
{
	return object_file_contents(file, ".BTF.ext");
}

/* [0] record size; then [1] section name, [2] count, [3...] the first record. */
static unsigned int *table(struct object_file *file, unsigned int offset)
{
	return (unsigned int *)((char *)ext(file) + ext(file)->hdr_len + offset);
}

static unsigned int *core(struct object_file *file)
{
	return table(file, ext(file)->core_off);
}

static char *access_text(struct object_file *file)
{
	return (char *)header(file) + header(file)->hdr_len + header(file)->str_off + core(file)[5];
}

DAMAGE(ext_nobits, object_file_section(file, ".BTF.ext")->sh_type = SHT_NOBITS)
DAMAGE(ext_magic, ext(file)->magic = 1)
DAMAGE(ext_header_len, ext(file)->hdr_len = 1 << 30)
DAMAGE(ext_beyond, ext(file)->line_len += 1 << 20)
DAMAGE(ext_record_small, table(file, ext(file)->func_off)[0] = 4)
DAMAGE(ext_record_odd, table(file, ext(file)->func_off)[0] = 9)
DAMAGE(ext_count, table(file, ext(file)->line_off)[2] = 0x20000000)
DAMAGE(ext_section_name, table(file, ext(file)->func_off)[1] = object_file_string(file, "zeroed"))
DAMAGE(ext_section_data, core(file)[1] = object_file_string(file, ".data"))
DAMAGE(ext_offset_odd, table(file, ext(file)->func_off)[3] = 4)
DAMAGE(ext_offset_beyond, core(file)[3] = 1 << 20)
DAMAGE(ext_unsorted, table(file, ext(file)->line_off)[3] = 8 * 10000)
DAMAGE(core_type, core(file)[4] = no_type(file))
DAMAGE(core_access, core(file)[5] = header(file)->str_len)
DAMAGE(core_access_text, core(file)[5] = object_file_string(file, "zeroed"))
DAMAGE(core_access_open, access_text(file)[2] = ':')
DAMAGE(core_kind, core(file)[6] = 99)
DAMAGE(function_type,
	table(file, ext(file)->func_off)[4] = object_file_type(file, BTF_KIND_FUNC, "entry")->type)

static const struct object_damage ext_damages[] = {
	{ "BTF.ext without contents", ext_nobits, FORMAT, "section .BTF.ext: has no contents" },
	{ "magic of BTF.ext", ext_magic, -EINVAL, "BTF.ext" },
	{ "length of BTF.ext's header", ext_header_len, -EINVAL, "BTF.ext" },
	{ "lines beyond the end", ext_beyond, -EINVAL, "BTF.ext" },
	{ "records that are too small", ext_record_small, -EINVAL, "BTF.ext" },
	{ "records of odd size", ext_record_odd, -EINVAL, "BTF.ext" },
	{ "a count that overflows", ext_count, -EINVAL, "BTF.ext" },
	{ "records of no section", ext_section_name, FORMAT,
		"describes section zeroed, which has no programs" },
	{ "records of a section of data", ext_section_data, FORMAT,
		"describes section .data, which has no programs" },
	{ "an offset between instructions", ext_offset_odd, -EINVAL, "BTF.ext" },
	{ "an offset beyond the programs", ext_offset_beyond, FORMAT, "describes instruction 131072" },
	{ "records in disorder", ext_unsorted, -EINVAL, "BTF.ext" },
	{ "a relocation of no type", core_type, -EINVAL, "BTF.ext" },
	{ "an access string that is not there", core_access, -EINVAL, "BTF.ext" },
	{ "an access string of letters", core_access_text, -EINVAL, "BTF.ext" },
	{ "an access string without number", core_access_open, -EINVAL, "BTF.ext" },
	{ "an unknown kind of relocation", core_kind, -EINVAL, "BTF.ext" },
	{ "a function that is no function", function_type, -EINVAL, "BTF.ext" },
};

/* An object of programs alone loads without its BTF, as with libbpf. */
static void check_optional(struct object_file *file)
{
	void (*const breaks[])(struct object_file *) = { btf_nobits, btf_missing, btf_empty, btf_magic,
		btf_header_len, btf_types_beyond, btf_strings_open, btf_return_type };

	for (size_t i = 0; i < sizeof(breaks) / sizeof(breaks[0]); i++) {
		struct bpf_object *object;
		struct xsk_object_error err;

		object_file_free(file);
		object_file_load(file, "tiny");
		breaks[i](file);
		if (xsk_object__open_mem(&object, file->bytes, file->size, NULL, &err))
			test_failed(__FILE__, __LINE__, "%zu: %s", i, err.text);
		REQUIRE(object);
		CHECK(!bpf_object__btf(object));
		CHECK_INT(bpf_object__btf_fd(object), -1);
		bpf_object__close(object);
	}
}

int main(void)
{
	test_begin();
	libbpf_set_print(NULL);
	object_file_check_damages("everything", damages, sizeof(damages) / sizeof(damages[0]));
	object_file_check_damages("everything", ext_damages, sizeof(ext_damages) / sizeof(ext_damages[0]));
	object_file_each_compiler(check_optional);
	return test_end();
}
