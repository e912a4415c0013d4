// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Finding one's way in a BPF object in memory. */
#include "tests/harness/object_file.h"

#include <endian.h>
#include <errno.h>
#include <string.h>

#include "tests/harness/test.h"

static void *checked(void *found, const char *what, const char *name)
{
	if (found)
		return found;
	test_failed(__FILE__, __LINE__, "the object has no %s '%s'", what, name);
	exit(1);
}

void object_file_load_order(struct object_file *file, const char *name, const char *order)
{
	char path[4096];
	FILE *stream;
	long size;

	snprintf(path, sizeof(path), "%s/%s.%s.%s.o", TEST_BPF_DIR, name, file->compiler, order);
	stream = checked(fopen(path, "rb"), "file", path);
	fseek(stream, 0, SEEK_END);
	size = ftell(stream);
	rewind(stream);
	file->size = (size_t)size;
	file->bytes = checked(malloc(file->size), "memory for", path);
	checked(fread(file->bytes, 1, file->size, stream) == file->size ? file : NULL, "whole file", path);
	fclose(stream);
}

void object_file_load(struct object_file *file, const char *name)
{
	object_file_load_order(file, name, __BYTE_ORDER == __LITTLE_ENDIAN ? "bpfel" : "bpfeb");
}

void object_file_free(struct object_file *file)
{
	free(file->bytes);
	file->bytes = NULL;
}

void object_file_each_compiler(void (*test)(struct object_file *file))
{
	char compilers[] = TEST_BPF_COMPILERS;

	if (!compilers[0])
		test_skip("no clang that compiles for BPF");
	for (char *rest = compilers, *compiler; (compiler = strsep(&rest, " "));) {
		struct object_file file = { .compiler = compiler };

		test(&file);
		object_file_free(&file);
	}
}

Elf64_Ehdr *object_file_header(struct object_file *file)
{
	return (Elf64_Ehdr *)file->bytes;
}

static Elf64_Shdr *sections(struct object_file *file)
{
	return (Elf64_Shdr *)(file->bytes + object_file_header(file)->e_shoff);
}

unsigned int object_file_section_index(struct object_file *file, const char *name)
{
	const Elf64_Ehdr *header = object_file_header(file);
	const char *names = (char *)file->bytes + sections(file)[header->e_shstrndx].sh_offset;

	for (unsigned int i = 1; i < header->e_shnum; i++)
		if (!strcmp(names + sections(file)[i].sh_name, name))
			return i;
	checked(NULL, "section", name);
	return 0;
}

Elf64_Shdr *object_file_section(struct object_file *file, const char *name)
{
	return &sections(file)[object_file_section_index(file, name)];
}

void *object_file_contents(struct object_file *file, const char *section)
{
	return file->bytes + object_file_section(file, section)->sh_offset;
}

static const char *symbol_name(struct object_file *file, const Elf64_Sym *symbol)
{
	return (char *)file->bytes + sections(file)[object_file_section(file, ".symtab")->sh_link].sh_offset +
	       symbol->st_name;
}

Elf64_Sym *object_file_symbol(struct object_file *file, const char *name)
{
	Elf64_Sym *symbols = object_file_contents(file, ".symtab");
	size_t count = object_file_section(file, ".symtab")->sh_size / sizeof(*symbols);

	for (size_t i = 1; i < count; i++)
		if (!strcmp(symbol_name(file, &symbols[i]), name))
			return &symbols[i];
	return checked(NULL, "symbol", name);
}

Elf64_Rel *object_file_relocation(struct object_file *file, const char *section, const char *symbol)
{
	char table[256];
	Elf64_Rel *relocations;
	Elf64_Sym *symbols = object_file_contents(file, ".symtab");
	size_t count;

	snprintf(table, sizeof(table), ".rel%s", section);
	relocations = object_file_contents(file, table);
	count = object_file_section(file, table)->sh_size / sizeof(*relocations);
	for (size_t i = 0; i < count; i++)
		if (!strcmp(symbol_name(file, &symbols[ELF64_R_SYM(relocations[i].r_info)]), symbol))
			return &relocations[i];
	return checked(NULL, "relocation against", symbol);
}

/* ---- BTF ---- */

size_t object_file_type_bytes(const struct btf_type *type)
{
	static const unsigned char fixed[] = { [BTF_KIND_INT] = 4,
		[BTF_KIND_ARRAY] = 12,
		[BTF_KIND_VAR] = 4,
		[BTF_KIND_DECL_TAG] = 4,
		[BTF_KIND_ENUM64] = 0 };
	static const unsigned char each[] = { [BTF_KIND_STRUCT] = 12,
		[BTF_KIND_UNION] = 12,
		[BTF_KIND_ENUM] = 8,
		[BTF_KIND_FUNC_PROTO] = 8,
		[BTF_KIND_DATASEC] = 12,
		[BTF_KIND_ENUM64] = 12 };
	unsigned int kind = BTF_INFO_KIND(type->info);

	return sizeof(*type) + (kind < sizeof(fixed) ? fixed[kind] : 0) +
	       (kind < sizeof(each) ? each[kind] : 0) * (size_t)BTF_INFO_VLEN(type->info);
}

struct btf_type *object_file_type(struct object_file *file, unsigned int kind, const char *name)
{
	unsigned char *btf = object_file_contents(file, ".BTF");
	const struct btf_header *header = (struct btf_header *)btf;
	unsigned char *types = btf + header->hdr_len + header->type_off;
	const char *strings = (char *)btf + header->hdr_len + header->str_off;

	for (size_t offset = 0; offset < header->type_len;) {
		struct btf_type *type = (struct btf_type *)(types + offset);

		if (BTF_INFO_KIND(type->info) == kind && !strcmp(strings + type->name_off, name))
			return type;
		offset += object_file_type_bytes(type);
	}
	return checked(NULL, "BTF type", name);
}

void *object_file_payload(struct btf_type *type)
{
	return type + 1;
}

unsigned int object_file_string(struct object_file *file, const char *text)
{
	unsigned char *btf = object_file_contents(file, ".BTF");
	const struct btf_header *header = (struct btf_header *)btf;
	const char *strings = (char *)btf + header->hdr_len + header->str_off;

	for (unsigned int offset = 0; offset < header->str_len;
		offset += (unsigned int)strlen(strings + offset) + 1)
		if (!strcmp(strings + offset, text))
			return offset;
	checked(NULL, "BTF string", text);
	return 0;
}

void *object_file_grow(struct object_file *file, const char *name, size_t bytes)
{
	Elf64_Shdr *section = object_file_section(file, name);
	size_t old_size = section->sh_size, end = (file->size + 7) / 8 * 8;
	unsigned char *grown = checked(calloc(1, end + old_size + bytes), "memory for", name);

	memcpy(grown, file->bytes, file->size);
	memcpy(grown + end, file->bytes + section->sh_offset, old_size);
	free(file->bytes);
	file->bytes = grown;
	file->size = end + old_size + bytes;
	section = object_file_section(file, name);
	section->sh_offset = end;
	section->sh_size = old_size + bytes;
	return grown + end + old_size;
}

/* ---- opening ---- */

int object_file_open(
	const struct object_file *file, const struct bpf_object_open_opts *opts, struct xsk_object_error *err)
{
	struct bpf_object *object;
	int code = xsk_object__open_mem(&object, file->bytes, file->size, opts, err);

	bpf_object__close(object);
	return code;
}

static void check_damage(const struct object_file *whole, const struct object_damage *damage)
{
	LIBBPF_OPTS(bpf_object_open_opts, opts, .object_name = "damaged");
	struct object_file file = *whole;
	struct xsk_object_error err;
	struct bpf_object *object;
	int code;

	/* A copy of exactly its size, so that AddressSanitizer sees every step beyond it. */
	file.bytes = checked(malloc(file.size), "memory for", damage->what);
	memcpy(file.bytes, whole->bytes, file.size);
	damage->apply(&file);
	code = object_file_open(&file, &opts, &err);
	if (code != damage->code || err.code != code || !test_text_has(err.text, damage->line))
		test_failed(__FILE__, __LINE__, "%s (%s): %d, not %d; \"%s\" has no \"%s\"", damage->what,
			file.compiler, code, damage->code, err.text, damage->line);
	errno = 0;
	object = bpf_object__open_mem(file.bytes, file.size, &opts);
	if (object || errno != -damage->code)
		test_failed(__FILE__, __LINE__, "%s (%s): bpf_object__open_mem() sets errno to %d, not %d",
			damage->what, file.compiler, errno, -damage->code);
	bpf_object__close(object);
	free(file.bytes);
}

static const char *damaged_name;
static const struct object_damage *damage_list;
static size_t damage_count;

static void check_damages(struct object_file *file)
{
	struct xsk_object_error err;

	object_file_load(file, damaged_name);
	if (object_file_open(file, NULL, &err))
		test_failed(
			__FILE__, __LINE__, "%s (%s), undamaged: %s", damaged_name, file->compiler, err.text);
	for (size_t i = 0; i < damage_count; i++)
		check_damage(file, &damage_list[i]);
}

void object_file_check_damages(const char *name, const struct object_damage *damages, size_t count)
{
	damaged_name = name;
	damage_list = damages;
	damage_count = count;
	object_file_each_compiler(check_damages);
}
