// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "tests/fault/symbols.h"

#include <fcntl.h>
#include <gelf.h>
#include <link.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include "tests/harness/test.h"

static struct {
	uintptr_t start, end;
	const char *name;
} functions[16384];
static size_t count;

/* The first object that is told of is the program itself. */
static int take_base(struct dl_phdr_info *info, size_t bytes, void *base)
{
	*(uintptr_t *)base = info->dlpi_addr;
	return 1;
}

static void read_section(Elf *elf, Elf_Scn *section, const GElf_Shdr *header, uintptr_t base)
{
	Elf_Data *data = elf_getdata(section, NULL);
	GElf_Sym symbol;

	for (int i = 0; data && gelf_getsym(data, i, &symbol); i++) {
		const char *name = elf_strptr(elf, header->sh_link, symbol.st_name);

		if (GELF_ST_TYPE(symbol.st_info) != STT_FUNC || !symbol.st_size || !name ||
			count == sizeof(functions) / sizeof(functions[0]))
			continue;
		functions[count].start = base + symbol.st_value;
		functions[count].end = base + symbol.st_value + symbol.st_size;
		functions[count++].name = strdup(name);
	}
}

void symbols_read(void)
{
	int fd = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
	Elf_Scn *section = NULL;
	uintptr_t base = 0;
	Elf *elf;

	if (count) {
		close(fd);
		return;
	}
	elf_version(EV_CURRENT);
	elf = elf_begin(fd, ELF_C_READ, NULL);
	REQUIRE(elf);
	dl_iterate_phdr(take_base, &base);
	while ((section = elf_nextscn(elf, section))) {
		GElf_Shdr header;

		if (gelf_getshdr(section, &header) && header.sh_type == SHT_SYMTAB)
			read_section(elf, section, &header, base);
	}
	elf_end(elf);
	close(fd);
}

const char *symbols_name(const void *address)
{
	uintptr_t wanted = (uintptr_t)address;

	for (size_t i = 0; i < count; i++)
		if (wanted >= functions[i].start && wanted < functions[i].end)
			return functions[i].name;
	return "?";
}
