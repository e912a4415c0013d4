// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Programs that are no whole instructions, overlap, or lie outside; relocations that point at nothing. */
#include <errno.h>
#include <linux/bpf.h>
#include <string.h>

#include "tests/harness/object_file.h"
#include "tests/harness/test.h"

enum { FORMAT = -LIBBPF_ERRNO__FORMAT, RELOC = -LIBBPF_ERRNO__RELOC };

#define DAMAGE(name, ...)                          \
	static void name(struct object_file *file) \
	{                                          \
		__VA_ARGS__;                       \
	}

static Elf64_Sym *symbol(struct object_file *file, const char *name)
{
	return object_file_symbol(file, name);
}

/* Makes a relocation of entry point at another symbol. */
static void redirect(struct object_file *file, const char *from, const char *to)
{
	Elf64_Rel *relocation = object_file_relocation(file, "xdp", from);
	Elf64_Sym *symbols = object_file_contents(file, ".symtab");

	relocation->r_info = ELF64_R_INFO(symbol(file, to) - symbols, ELF64_R_TYPE(relocation->r_info));
}

/* A local symbol that the BTF says nothing about, put elsewhere. */
#define MOVED "hidden_from_others"
static void move(struct object_file *file, unsigned int section, unsigned long value)
{
	symbol(file, MOVED)->st_shndx = (Elf64_Half)section;
	symbol(file, MOVED)->st_value = value;
}

static struct bpf_insn *instruction_at(struct object_file *file, const char *from)
{
	return (struct bpf_insn *)((char *)object_file_contents(file, "xdp") +
				   object_file_relocation(file, "xdp", from)->r_offset);
}

/* ---- programs ---- */

DAMAGE(section_size, object_file_section(file, "xdp")->sh_size -= 4)
DAMAGE(program_beyond, symbol(file, "other")->st_size += 8)
DAMAGE(program_offset, symbol(file, "other")->st_value = 0x10000)
DAMAGE(program_overflow, symbol(file, "entry")->st_size = ~0ull; symbol(file, "entry")->st_value = 8)
DAMAGE(program_unaligned, symbol(file, "entry")->st_value += 4)
DAMAGE(program_odd_size, symbol(file, "entry")->st_size -= 4)
DAMAGE(program_empty, symbol(file, "entry")->st_size = 0)
DAMAGE(programs_overlap, symbol(file, "entry")->st_size += 8)
DAMAGE(program_twice, symbol(file, "other")->st_value = 0)
DAMAGE(program_static, symbol(file, "entry")->st_info = ELF64_ST_INFO(STB_LOCAL, STT_FUNC))
DAMAGE(load_cut, Elf64_Sym *entry = symbol(file, "entry");
	((struct bpf_insn *)object_file_contents(file, "xdp"))[entry->st_size / 8 - 1].code = BPF_LD |
											      BPF_IMM |
											      BPF_DW)

/* ---- relocations ---- */

DAMAGE(table_link, object_file_section(file, ".relxdp")->sh_link = 1)
DAMAGE(table_entry, object_file_section(file, ".relxdp")->sh_entsize = 0)
DAMAGE(table_size, object_file_section(file, ".relxdp")->sh_size -= 1)
DAMAGE(table_addends, object_file_section(file, ".relxdp")->sh_type = SHT_RELA)
DAMAGE(table_twice, object_file_section(file, ".rel.text")->sh_info = object_file_section_index(file, "xdp"))
DAMAGE(offset_unaligned, object_file_relocation(file, "xdp", "counters")->r_offset += 4)
DAMAGE(offset_beyond, object_file_relocation(file, "xdp", "counters")->r_offset = 1 << 20)
DAMAGE(offset_overflow, object_file_relocation(file, "xdp", "counters")->r_offset = ~7ull)
DAMAGE(offset_second_half, object_file_relocation(file, "xdp", "counters")->r_offset += 8)
DAMAGE(relocated_twice, object_file_relocation(file, "xdp", "counters")->r_offset =
				object_file_relocation(file, "xdp", "jumps")->r_offset)
DAMAGE(symbol_beyond, object_file_relocation(file, "xdp", "counters")->r_info = ELF64_R_INFO(100000ull, 1))
DAMAGE(type_unknown, object_file_relocation(file, "xdp", "counters")->r_info += 5)
DAMAGE(type_of_call, object_file_relocation(file, "xdp", "counters")->r_info += 9)
DAMAGE(not_a_load, instruction_at(file, "counters")->code = BPF_ALU64 | BPF_MOV | BPF_K)
DAMAGE(call_of_helper, instruction_at(file, "global_function")->src_reg = 0)
DAMAGE(call_of_map, redirect(file, "global_function", "counters"))
DAMAGE(call_of_program, redirect(file, "global_function", "other"))
DAMAGE(call_unaligned, symbol(file, "global_function")->st_value = 4;
	symbol(file, "global_function")->st_info = ELF64_ST_INFO(STB_GLOBAL, STT_NOTYPE))
DAMAGE(map_elsewhere, move(file, object_file_section_index(file, ".maps"), 1);
	redirect(file, "counters", MOVED))
DAMAGE(address_of_program, redirect(file, "counters", "other"))
DAMAGE(address_of_license, redirect(file, "counters", "license_text"))
DAMAGE(address_of_data_in_text, redirect(file, "counters", "global_function");
	symbol(file, "global_function")->st_info = ELF64_ST_INFO(STB_GLOBAL, STT_OBJECT))
DAMAGE(address_absolute, move(file, SHN_ABS, 0); redirect(file, "counters", MOVED))
DAMAGE(address_common, move(file, SHN_COMMON, 0); redirect(file, "counters", MOVED))
DAMAGE(data_beyond, symbol(file, "named")->st_value = 100)
DAMAGE(addend_beyond, instruction_at(file, "named")->imm = 100)
DAMAGE(addend_before, instruction_at(file, "named")->imm = -1)
DAMAGE(undefined, symbol(file, "named")->st_shndx = SHN_UNDEF)

static const struct object_damage damages[] = {
	{ "half an instruction in a section", section_size, FORMAT, "no whole number of instructions" },
	{ "a program beyond its section", program_beyond, FORMAT, "program other: " },
	{ "a program far beyond its section", program_offset, FORMAT, "cross the end of section xdp" },
	{ "a program's end overflows", program_overflow, FORMAT, "cross the end of section xdp" },
	{ "a program between instructions", program_unaligned, -EINVAL, "no whole instructions" },
	{ "a program of half an instruction", program_odd_size, -EINVAL, "no whole instructions" },
	{ "a program without instructions", program_empty, -EINVAL, "has no instructions" },
	{ "programs overlap", programs_overlap, FORMAT, "programs entry and other overlap" },
	{ "programs at one place", program_twice, FORMAT, "overlap in section xdp" },
	{ "a static program", program_static, -ENOTSUP, "program entry: static, in section xdp" },
	{ "a 64-bit load cut by the end", load_cut, FORMAT, "half of a 64-bit load" },

	{ "relocations with symbols elsewhere", table_link, FORMAT, "its symbols are in section 1" },
	{ "relocations of 0 bytes", table_entry, FORMAT, "entries of 0 bytes" },
	{ "part of a relocation", table_size, FORMAT, "no multiple of" },
	{ "relocations with addends", table_addends, FORMAT, "addends of their own" },
	{ "two tables for one section", table_twice, FORMAT, "a second table of relocations" },
	{ "a relocation between instructions", offset_unaligned, FORMAT, "not the start of an instruction" },
	{ "a relocation beyond its section", offset_beyond, FORMAT, "offset 1048576" },
	{ "a relocation's offset overflows", offset_overflow, FORMAT, "relocation" },
	{ "a relocation in the middle of a load", offset_second_half, RELOC,
		"neither a call nor a 64-bit load" },
	{ "an instruction relocated twice", relocated_twice, FORMAT, "relocated twice" },
	{ "a relocation's symbol beyond the table", symbol_beyond, FORMAT, "symbol 100000" },
	{ "an unknown type", type_unknown, RELOC, "does not fit the instruction" },
	{ "a load relocated like a call", type_of_call, RELOC, "does not fit the instruction" },
	{ "an instruction that has no address", not_a_load, RELOC, "neither a call nor a 64-bit load" },
	{ "a helper's call relocated", call_of_helper, RELOC, "a call of a helper" },
	{ "a call of a map", call_of_map, RELOC, "refers to counters: not a function of .text" },
	{ "a call of an entry program", call_of_program, RELOC, "refers to other: not a function of .text" },
	{ "a call between instructions", call_unaligned, RELOC, "not at the start of an instruction" },
	{ "the address of half a map", map_elsewhere, RELOC, "no map is defined there" },
	{ "the address of an entry program", address_of_program, RELOC, "neither maps nor data" },
	{ "the address of the license", address_of_license, RELOC, "neither maps nor data" },
	{ "the address of data among functions", address_of_data_in_text, RELOC,
		"in .text, but no function" },
	{ "an absolute address", address_absolute, RELOC, "in no section" },
	{ "a common symbol", address_common, RELOC, "in no section" },
	{ "data beyond its section", data_beyond, FORMAT, "" },
	{ "an offset beyond the data", addend_beyond, RELOC, "leads out of its section" },
	{ "an offset before the data", addend_before, RELOC, "leads out of its section" },
	{ "a variable that is nowhere defined", undefined, -ENOENT, "named" },
};

/* An address in a table of functions, or in a map's values, that is none. */
DAMAGE(slot_of_data, Elf64_Rel *relocation = object_file_relocation(file, ".maps", "entry");
	Elf64_Sym *symbols = object_file_contents(file, ".symtab");
	relocation->r_info = ELF64_R_INFO(symbol(file, "filled") - symbols, 2))
DAMAGE(slot_of_subprogram, Elf64_Rel *relocation = object_file_relocation(file, ".maps", "entry");
	Elf64_Sym *symbols = object_file_contents(file, ".symtab");
	relocation->r_info = ELF64_R_INFO(symbol(file, "global_function") - symbols, 2))
DAMAGE(slot_of_program, Elf64_Rel *relocation = object_file_relocation(file, ".maps", "first");
	Elf64_Sym *symbols = object_file_contents(file, ".symtab");
	relocation->r_info = ELF64_R_INFO(symbol(file, "entry") - symbols, 2))
DAMAGE(slot_between, object_file_relocation(file, ".maps", "first")->r_offset += 4)
DAMAGE(slot_before,
	object_file_relocation(file, ".maps", "first")->r_offset = symbol(file, "outer")->st_value)
DAMAGE(slot_in_array,
	object_file_relocation(file, ".maps", "first")->r_offset = symbol(file, "counters")->st_value)
DAMAGE(ops_of_data, Elf64_Rel *relocation = object_file_relocation(file, ".struct_ops", "ops_init");
	Elf64_Sym *symbols = object_file_contents(file, ".symtab");
	relocation->r_info = ELF64_R_INFO(symbol(file, "filled") - symbols, 2))
DAMAGE(ops_of_xdp, Elf64_Rel *relocation = object_file_relocation(file, ".struct_ops", "ops_init");
	Elf64_Sym *symbols = object_file_contents(file, ".symtab");
	relocation->r_info = ELF64_R_INFO(symbol(file, "entry") - symbols, 2))
DAMAGE(ops_flags, object_file_relocation(file, ".struct_ops", "ops_init")->r_offset = 0)
DAMAGE(ops_between, object_file_relocation(file, ".struct_ops", "ops_init")->r_offset = 12)

static const struct object_damage slot_damages[] = {
	{ "a variable in a program array", slot_of_data, -ESRCH, "initial value filled is no program" },
	{ "a subprogram in a program array", slot_of_subprogram, RELOC, "is a subprogram" },
	{ "a program in a map of maps", slot_of_program, RELOC, "initial value entry is no map" },
	{ "a value between slots", slot_between, -EINVAL, "no slot of its values" },
	{ "a value before the slots", slot_before, -EINVAL, "no slot of its values" },
	{ "a value in a map without values", slot_in_array, -EINVAL, "where no map has initial values" },
	{ "a variable in a struct_ops table", ops_of_data, -EINVAL, "is no program" },
	{ "an XDP program in a struct_ops table", ops_of_xdp, -EINVAL, "is no struct_ops program" },
	{ "a function in a member that is a number", ops_flags, -EINVAL,
		"member flags is no pointer to a function" },
	{ "a function between members", ops_between, -EINVAL, "where no member begins" },
};

int main(void)
{
	test_begin();
	libbpf_set_print(NULL);
	object_file_check_damages("everything", damages, sizeof(damages) / sizeof(damages[0]));
	object_file_check_damages("everything", slot_damages, sizeof(slot_damages) / sizeof(slot_damages[0]));
	return test_end();
}
