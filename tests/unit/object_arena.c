// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Variables of an arena, jump tables, exception callbacks; and what of them is refused. */
#include <errno.h>
#include <string.h>

#include "loader/kernel/uapi.h"
#include "loader/object/object.h"
#include "tests/harness/fake_kernel.h"
#include "tests/harness/object_file.h"
#include "tests/harness/test.h"

enum { FORMAT = -LIBBPF_ERRNO__FORMAT };

static const struct relocation_spec *relocation_of(
	const struct program_spec *program, enum relocation_kind kind)
{
	for (uint32_t i = 0; i < program->relocation_count; i++)
		if (program->relocations[i].kind == kind)
			return &program->relocations[i];
	test_failed(__FILE__, __LINE__, "no relocation of kind %d", kind);
	exit(1);
}

static bool has_enum64(const struct btf *btf)
{
	for (uint32_t id = 1; id < btf__type_cnt(btf); id++)
		if (btf_is_enum64(btf__type_by_id(btf, id)))
			return true;
	return false;
}

static void check_arena(struct bpf_object *object)
{
	struct bpf_map *map = bpf_object__find_map_by_name(object, "arena");
	const struct program_spec *program = bpf_object__find_program_by_name(object, "jump")->spec;
	unsigned char *value;
	size_t size;

	REQUIRE(map);
	CHECK_INT(bpf_map__type(map), UAPI_BPF_MAP_TYPE_ARENA);
	/* Clang before 15 cuts enumerators to 32 bits. */
	CHECK(bpf_map__map_extra(map) == (has_enum64(bpf_object__btf(object)) ? 0x100000000000 : 0));
	value = bpf_map__initial_value(map, &size);
	REQUIRE(value);
	CHECK_INT(size, 808);
	CHECK_INT(value[0] + value[8], 11);
	CHECK_INT(bpf_map__set_initial_value(map, value, 4), -EINVAL);
	CHECK_INT(object->spec->arena_map, map - object->maps);
	CHECK_INT(relocation_of(program, RELOCATION_DATA)->target, map - object->maps);
	/* The arena's variables are no map of their own. */
	CHECK(!bpf_object__find_map_by_name(object, ".addr_space.1"));
}

static void check_opens(struct object_file *file)
{
	static const char *const orders[] = { "bpfel", "bpfeb" };

	for (int i = 0; i < 2; i++) {
		const struct relocation_spec *table;
		const struct program_spec *program;
		struct xsk_object_error err;
		struct bpf_object *object;
		uint64_t entry;

		object_file_free(file);
		object_file_load_order(file, "arena", orders[i]);
		if (xsk_object__open_mem(&object, file->bytes, file->size, NULL, &err))
			test_failed(__FILE__, __LINE__, "%s: %s", file->compiler, err.text);
		REQUIRE(object);
		program = bpf_object__find_program_by_name(object, "jump")->spec;
		table = relocation_of(program, RELOCATION_JUMP_TABLE);
		CHECK_INT(table->offset, 0);
		CHECK_INT(table->size, 16);
		CHECK(!strcmp(table->symbol, "table"));
		memcpy(&entry, object->spec->jump_tables + 8, sizeof(entry));
		CHECK_INT(entry, 8);
		REQUIRE(program->exception_callback != SPEC_NONE);
		CHECK(!strcmp(object->spec->programs[program->exception_callback].name, "handle"));
		if (!object->spec->is_foreign)
			check_arena(object);
		bpf_object__close(object);
	}
}

static void no_arena(struct object_file *file)
{
	/* The definition is of another type: an array of its number 33 becomes one of 2. */
	unsigned int array = BPF_MAP_TYPE_ARRAY;
	unsigned char *btf = object_file_contents(file, ".BTF");
	const struct btf_header *header = (struct btf_header *)btf;

	for (unsigned int offset = 0; offset < header->type_len;) {
		struct btf_type *type =
			(struct btf_type *)(btf + header->hdr_len + header->type_off + offset);

		if (BTF_INFO_KIND(type->info) == BTF_KIND_ARRAY &&
			((struct btf_array *)object_file_payload(type))->nelems == UAPI_BPF_MAP_TYPE_ARENA)
			((struct btf_array *)object_file_payload(type))->nelems = array;
		offset += (unsigned int)object_file_type_bytes(type);
	}
}

static void table_size(struct object_file *file)
{
	object_file_section(file, ".jumptables")->sh_size -= 4;
	object_file_symbol(file, "table")->st_size = 8;
}

static void table_symbol_size(struct object_file *file)
{
	object_file_symbol(file, "table")->st_size = 12;
}

static void table_empty(struct object_file *file)
{
	object_file_symbol(file, "table")->st_size = 0;
}

static void table_beyond(struct object_file *file)
{
	object_file_symbol(file, "table")->st_size = 24;
}

static void table_overflow(struct object_file *file)
{
	object_file_symbol(file, "table")->st_size = ~7ull;
}

static void table_entry_beyond(struct object_file *file)
{
	((uint64_t *)object_file_contents(file, ".jumptables"))[1] = 1 << 20;
}

static void table_entry_between(struct object_file *file)
{
	((uint64_t *)object_file_contents(file, ".jumptables"))[1] = 4;
}

static void callback_static(struct object_file *file)
{
	object_file_symbol(file, "handle")->st_other = STV_HIDDEN;
}

static const struct object_damage damages[] = {
	{ "variables of an arena that is not there", no_arena, -ENOENT, "but no arena" },
	{ "half an entry", table_size, FORMAT, "no whole number of entries" },
	{ "a hidden exception callback", callback_static, -EINVAL, "exception callback handle is no global" },
};

/* Refused with their program, not with the file: who does not load that program never hears of it. */
static const struct object_damage bad_tables[] = {
	{ "a table of one and a half entries", table_symbol_size, -EINVAL, "no whole number of entries" },
	{ "a table without entries", table_empty, -EINVAL, "no whole number of entries" },
	{ "a table beyond its section", table_beyond, -EINVAL, "it lies outside the section" },
	{ "a table whose end overflows", table_overflow, -EINVAL, "it lies outside the section" },
	{ "an entry outside the program", table_entry_beyond, -EINVAL, "an entry lies outside the program" },
	{ "an entry between instructions", table_entry_between, -EINVAL,
		"an entry lies outside the program" },
};

static void check_bad_table(struct object_file *file, const struct object_damage *damage, bool is_wanted)
{
	struct fake_kernel kernel = { 0 };
	struct xsk_object_error err = { 0 };
	struct bpf_object *object;
	int code;

	object_file_free(file);
	object_file_load(file, "arena");
	damage->apply(file);
	if (xsk_object__open_mem(&object, file->bytes, file->size, NULL, &err))
		test_failed(__FILE__, __LINE__, "%s (%s): %s", damage->what, file->compiler, err.text);
	REQUIRE(object);
	bpf_program__set_autoload(bpf_object__find_program_by_name(object, "jump"), is_wanted);
	code = fake_kernel_plan(&kernel, object, &err);
	CHECK_INT(code, is_wanted ? damage->code : 0);
	if (is_wanted) {
		CHECK_TEXT(err.text, "program jump: jump table at ");
		CHECK_TEXT(err.text, damage->line);
	}
	bpf_object__close(object);
}

static void check_bad_tables(struct object_file *file)
{
	for (size_t i = 0; i < sizeof(bad_tables) / sizeof(bad_tables[0]); i++) {
		check_bad_table(file, &bad_tables[i], true);
		check_bad_table(file, &bad_tables[i], false);
	}
}

/* An arena too small for its variables; the file's own pages are 2. */
static void check_small(struct object_file *file)
{
	struct xsk_object_error err;

	object_file_load(file, "arena");
	object_file_section(file, ".addr_space.1")->sh_type = SHT_NOBITS;
	CHECK_INT(object_file_open(file, NULL, &err), 0);
	object_file_section(file, ".addr_space.1")->sh_size = 1 << 20;
	CHECK_INT(object_file_open(file, NULL, &err), -E2BIG);
	CHECK_TEXT(err.text, "an arena of 2 pages, its variables take 1048576 bytes (raise its max_entries");
	object_file_section(file, ".addr_space.1")->sh_size = 3ull << 30;
	CHECK_INT(object_file_open(file, NULL, &err), -E2BIG);
}

int main(void)
{
	test_begin();
	libbpf_set_print(NULL);
	object_file_each_compiler(check_opens);
	object_file_check_damages("arena", damages, sizeof(damages) / sizeof(damages[0]));
	object_file_each_compiler(check_bad_tables);
	object_file_each_compiler(check_small);
	return test_end();
}
