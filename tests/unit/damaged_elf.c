// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Object files whose ELF does not hold together are refused with a line; cut and flipped ones never crash. */
#include <errno.h>
#include <string.h>

#include "tests/harness/object_file.h"
#include "tests/harness/test.h"

enum { FORMAT = -LIBBPF_ERRNO__FORMAT };

#define DAMAGE(name, ...)                          \
	static void name(struct object_file *file) \
	{                                          \
		__VA_ARGS__;                       \
	}

DAMAGE(no_magic, file->bytes[0] = 'X')
DAMAGE(tiny_file, file->size = 10)
DAMAGE(only_header, file->size = sizeof(Elf64_Ehdr))
DAMAGE(class_unknown, file->bytes[EI_CLASS] = 9)
DAMAGE(class_32, file->bytes[EI_CLASS] = ELFCLASS32; object_file_header(file)->e_shoff = 0)
DAMAGE(order_unknown, file->bytes[EI_DATA] = 7)
DAMAGE(ident_version, file->bytes[EI_VERSION] = 2)
DAMAGE(header_version, object_file_header(file)->e_version = 3)
DAMAGE(an_executable, object_file_header(file)->e_type = ET_EXEC)
DAMAGE(for_x86, object_file_header(file)->e_machine = EM_X86_64)
DAMAGE(headers_beyond, object_file_header(file)->e_shoff = file->size + 8)
DAMAGE(headers_overflow, object_file_header(file)->e_shoff = ~7ull)
DAMAGE(headers_misaligned, object_file_header(file)->e_shoff += 1)
DAMAGE(headers_none, object_file_header(file)->e_shoff = 0)
DAMAGE(headers_many, object_file_header(file)->e_shnum = 0xfe00)
DAMAGE(headers_size, object_file_header(file)->e_shentsize = 60)
DAMAGE(names_beyond, object_file_header(file)->e_shstrndx = 0xfe00)
DAMAGE(names_elsewhere,
	object_file_header(file)->e_shstrndx = (Elf64_Half)object_file_section_index(file, "xdp"))
DAMAGE(name_beyond, object_file_section(file, "xdp")->sh_name = 0x7fffffff)
DAMAGE(section_beyond, object_file_section(file, "xdp")->sh_size = file->size)
DAMAGE(section_overflow, object_file_section(file, "xdp")->sh_size = ~0ull)
DAMAGE(section_offset, object_file_section(file, "xdp")->sh_offset = ~0ull - 7)
DAMAGE(strings_open, Elf64_Shdr *strings = object_file_section(file, ".strtab");
	file->bytes[strings->sh_offset + strings->sh_size - 1] = 'x')
DAMAGE(symbols_nobits, object_file_section(file, ".symtab")->sh_type = SHT_NOBITS)
DAMAGE(symbols_entry_0, object_file_section(file, ".symtab")->sh_entsize = 0)
DAMAGE(symbols_entry_16, object_file_section(file, ".symtab")->sh_entsize = 16)
DAMAGE(symbols_size, object_file_section(file, ".symtab")->sh_size -= 3)
DAMAGE(symbols_misaligned, object_file_section(file, ".symtab")->sh_offset -= 4)
DAMAGE(symbols_link, object_file_section(file, ".symtab")->sh_link = 5000)
DAMAGE(symbols_link_code,
	object_file_section(file, ".symtab")->sh_link = object_file_section_index(file, "xdp"))
DAMAGE(symbols_twice, object_file_section(file, ".llvm_addrsig")->sh_type = SHT_SYMTAB)
DAMAGE(symbol_section, object_file_symbol(file, "entry")->st_shndx = 0xfe00)
DAMAGE(symbol_extended, object_file_symbol(file, "entry")->st_shndx = SHN_XINDEX)
DAMAGE(symbol_name, object_file_symbol(file, "entry")->st_name = 0x10000000)
DAMAGE(license_nobits, object_file_section(file, "license")->sh_type = SHT_NOBITS)
DAMAGE(license_twice,
	object_file_section(file, "version")->sh_name = object_file_section(file, "license")->sh_name)
DAMAGE(maps_twice,
	object_file_section(file, ".data.named")->sh_name = object_file_section(file, ".maps")->sh_name)
DAMAGE(version_size, object_file_section(file, "version")->sh_size = 3)
DAMAGE(code_compressed, object_file_section(file, "xdp")->sh_flags |= SHF_COMPRESSED)
DAMAGE(data_compressed, object_file_section(file, ".rodata")->sh_flags |= SHF_COMPRESSED)
DAMAGE(symbols_compressed, object_file_section(file, ".symtab")->sh_flags |= SHF_COMPRESSED)

static const struct object_damage damages[] = {
	{ "no magic", no_magic, FORMAT, "not an ELF file" },
	{ "ten bytes", tiny_file, FORMAT, "not an ELF file" },
	{ "only a header", only_header, FORMAT, "section headers" },
	{ "unknown class", class_unknown, FORMAT, "unknown ELF class 9" },
	{ "32-bit class", class_32, FORMAT, "32-bit ELF file" },
	{ "unknown byte order", order_unknown, FORMAT, "unknown byte order 7" },
	{ "version in the identity", ident_version, FORMAT, "unknown ELF version 2" },
	{ "version in the header", header_version, FORMAT, "unknown ELF version 3" },
	{ "an executable", an_executable, FORMAT, "no relocatable object" },
	{ "another machine", for_x86, FORMAT, "for machine 62, not BPF" },
	{ "section headers beyond the end", headers_beyond, FORMAT, "lie beyond" },
	{ "section headers overflow", headers_overflow, FORMAT, "lie beyond" },
	{ "section headers misaligned", headers_misaligned, FORMAT, "misaligned" },
	{ "no section headers", headers_none, FORMAT, "no symbol table" },
	{ "too many sections", headers_many, FORMAT, "has room for" },
	{ "size of section headers", headers_size, FORMAT, "section headers of 60 bytes" },
	{ "names in a section that is not there", names_beyond, FORMAT, "" },
	{ "names in code", names_elsewhere, FORMAT, "no string table" },
	{ "a name beyond the names", name_beyond, FORMAT, "beyond the table of names" },
	{ "a section beyond the end", section_beyond, FORMAT, "reach beyond" },
	{ "a section's size overflows", section_overflow, FORMAT, "reach beyond" },
	{ "a section's offset overflows", section_offset, FORMAT, "reach beyond" },
	{ "strings without end", strings_open, FORMAT, "NUL" },
	{ "symbols without contents", symbols_nobits, FORMAT, "no symbol table" },
	{ "symbols of 0 bytes", symbols_entry_0, FORMAT, "entries of 0 bytes" },
	{ "symbols of 16 bytes", symbols_entry_16, FORMAT, "entries of 16 bytes" },
	{ "part of a symbol", symbols_size, FORMAT, "no multiple of" },
	{ "symbols misaligned", symbols_misaligned, FORMAT, "misaligned" },
	{ "symbols' names nowhere", symbols_link, FORMAT, "no string table" },
	{ "symbols' names in code", symbols_link_code, FORMAT, "no string table" },
	{ "two symbol tables", symbols_twice, FORMAT, "more than one symbol table" },
	{ "a symbol in no section", symbol_section, FORMAT, "in section 65024" },
	{ "an extended index without table", symbol_extended, FORMAT, "extended section index" },
	{ "a symbol's name beyond the strings", symbol_name, FORMAT, "beyond the string table" },
	{ "license without contents", license_nobits, FORMAT, "section license: has no contents" },
	{ "two licenses", license_twice, FORMAT, "section license: sections" },
	{ "two .maps", maps_twice, FORMAT, "section .maps: sections" },
	{ "version of 3 bytes", version_size, FORMAT, "not a 4-byte number" },
	{ "compressed code", code_compressed, FORMAT, "section xdp: compressed" },
	{ "compressed data", data_compressed, FORMAT, "section .rodata: compressed" },
	{ "compressed symbols", symbols_compressed, FORMAT, "compressed table" },
};

/* Whatever the rest of the bytes says: an object, or a refusal with a line. */
static void check_any(const struct object_file *file, size_t at)
{
	struct xsk_object_error err;
	int code = object_file_open(file, NULL, &err);

	if ((code < 0) != (err.text[0] != '\0') || code > 0)
		test_failed(__FILE__, __LINE__, "damaged at %zu: %d, \"%s\"", at, code, err.text);
}

static void check_cut(struct object_file *file)
{
	object_file_load(file, "everything");
	for (size_t size = 0; size < file->size; size += 13) {
		struct object_file cut = { .bytes = malloc(size + 1), .size = size };

		REQUIRE(cut.bytes);
		memcpy(cut.bytes, file->bytes, size);
		check_any(&cut, size);
		object_file_free(&cut);
	}
}

static void check_flipped(struct object_file *file)
{
	static const unsigned char patterns[] = { 0xff, 0x01, 0x80 };

	object_file_load(file, "everything");
	for (size_t i = 0; i < file->size; i++) {
		unsigned char pattern = patterns[i % sizeof(patterns)];

		file->bytes[i] ^= pattern;
		check_any(file, i);
		file->bytes[i] ^= pattern;
	}
}

int main(void)
{
	test_begin();
	libbpf_set_print(NULL);
	object_file_check_damages("everything", damages, sizeof(damages) / sizeof(damages[0]));
	object_file_each_compiler(check_cut);
	object_file_each_compiler(check_flipped);
	return test_end();
}
