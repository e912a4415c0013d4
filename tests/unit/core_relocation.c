// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* CO-RE on hand-made types: ways, matches, values and patched instructions, found and not found. */
#include <bpf/btf.h>
#include <errno.h>
#include <string.h>

#include "loader/relocate/core_relocation.h"
#include "loader/relocate/core_types.h"
#include "loader/relocate/core_value.h"
#include "tests/harness/test.h"

/* Of both BTFs the first types are the same. */
enum { ID_INT = 1, ID_U8, ID_U64, ID_CHAR_PTR };

static struct btf *local, *target;

static struct btf *new_btf(void)
{
	struct btf *btf = btf__new_empty();

	REQUIRE(btf);
	CHECK_INT(btf__add_int(btf, "int", 4, BTF_INT_SIGNED), ID_INT);
	CHECK_INT(btf__add_int(btf, "unsigned char", 1, 0), ID_U8);
	CHECK_INT(btf__add_int(btf, "unsigned long", 8, 0), ID_U64);
	CHECK_INT(btf__add_ptr(btf, ID_U8), ID_CHAR_PTR);
	return btf;
}

/* The value of one relocation: parse, match against @target_id (0: no candidate), value. */
static int evaluate(uint32_t type_id, uint32_t target_id, enum bpf_core_relo_kind kind, const char *access,
	struct core_value *value, struct core_spec *matched)
{
	struct core_relocation relocation = { 0, type_id, access, kind };
	struct core_spec spec;
	struct xsk_error err;
	int result = core_spec_parse(&spec, local, &relocation, &err);

	if (result)
		return result;
	result = target_id ? core_match(&spec, target, target_id, matched) : 0;
	if (result < 0)
		return result;
	return core_value_of(kind, result ? matched : NULL, value, &err);
}

static void check_value(uint32_t type_id, uint32_t target_id, enum bpf_core_relo_kind kind,
	const char *access, uint64_t expected)
{
	struct core_value value;
	struct core_spec matched;

	CHECK_INT(evaluate(type_id, target_id, kind, access, &value, &matched), 0);
	CHECK(!value.is_missing);
	if (value.value != expected)
		test_failed(__FILE__, __LINE__, "%s of %s is %llu, not %llu", core_kind_name(kind), access,
			(unsigned long long)value.value, (unsigned long long)expected);
}

static void check_missing(
	uint32_t type_id, uint32_t target_id, enum bpf_core_relo_kind kind, const char *access)
{
	struct core_value value;
	struct core_spec matched;

	CHECK_INT(evaluate(type_id, target_id, kind, access, &value, &matched), 0);
	CHECK(value.is_missing);
}

/* struct task { int pid; char *comm; } against one with members moved, in an unnamed union, and an array. */
static void test_fields(void)
{
	int here, there, inner, array, old_array;

	local = new_btf();
	old_array = btf__add_array(local, ID_INT, ID_U8, 4);
	here = btf__add_struct(local, "task___mine", 40);
	btf__add_field(local, "pid", ID_INT, 0, 0);
	btf__add_field(local, "comm", ID_CHAR_PTR, 64, 0);
	btf__add_field(local, "gone", ID_INT, 128, 0);
	btf__add_field(local, "bytes", old_array, 160, 0);
	btf__add_field(local, "pointer", ID_U64, 192, 0);

	target = new_btf();
	array = btf__add_array(target, ID_INT, ID_U8, 16);
	inner = btf__add_union(target, NULL, 8);
	btf__add_field(target, "pid", ID_INT, 0, 0);
	btf__add_field(target, "other", ID_U64, 0, 0);
	there = btf__add_struct(target, "task", 64);
	btf__add_field(target, "first", ID_U64, 0, 0);
	btf__add_field(target, "", inner, 64, 0);
	btf__add_field(target, "comm", ID_CHAR_PTR, 128, 0);
	btf__add_field(target, "bytes", array, 192, 0);
	btf__add_field(target, "pointer", ID_CHAR_PTR, 320, 0);

	check_value(here, there, BPF_CORE_FIELD_BYTE_OFFSET, "0:0", 8);
	check_value(here, there, BPF_CORE_FIELD_BYTE_SIZE, "0:0", 4);
	check_value(here, there, BPF_CORE_FIELD_EXISTS, "0:0", 1);
	check_value(here, there, BPF_CORE_FIELD_SIGNED, "0:0", 1);
	check_value(here, there, BPF_CORE_FIELD_BYTE_OFFSET, "0:1", 16);
	check_value(here, there, BPF_CORE_FIELD_BYTE_OFFSET, "1:1", 64 + 16);
	check_missing(here, there, BPF_CORE_FIELD_BYTE_OFFSET, "0:2");
	check_value(here, there, BPF_CORE_FIELD_EXISTS, "0:2", 0);
	check_value(here, 0, BPF_CORE_FIELD_EXISTS, "0:0", 0);
	check_value(here, there, BPF_CORE_FIELD_BYTE_OFFSET, "0:3", 24);
	check_value(here, there, BPF_CORE_FIELD_BYTE_SIZE, "0:3", 16);
	check_value(here, there, BPF_CORE_FIELD_BYTE_OFFSET, "0:3:3", 27);
	check_value(here, there, BPF_CORE_FIELD_BYTE_SIZE, "0:3:3", 1);
	/* An integer is no pointer. */
	check_value(here, there, BPF_CORE_FIELD_EXISTS, "0:4", 0);
	check_value(here, there, BPF_CORE_TYPE_SIZE, "0", 64);
	check_value(here, there, BPF_CORE_TYPE_EXISTS, "0", 1);
	check_value(here, there, BPF_CORE_TYPE_ID_TARGET, "0", (uint64_t)there);
	check_value(here, 0, BPF_CORE_TYPE_ID_TARGET, "0", 0);
	check_value(here, 0, BPF_CORE_TYPE_SIZE, "0", 0);

	{
		struct core_value value;
		struct core_spec matched;

		CHECK_INT(evaluate(here, there, BPF_CORE_FIELD_EXISTS, "0:9", &value, &matched), -EINVAL);
		CHECK_INT(evaluate(here, there, BPF_CORE_FIELD_EXISTS, "0:3:4", &value, &matched), -EINVAL);
		CHECK_INT(evaluate(here, there, BPF_CORE_FIELD_EXISTS, "0:0:0", &value, &matched), -EINVAL);
		CHECK_INT(evaluate(here, there, BPF_CORE_FIELD_SIGNED, "0:3:1", &value, &matched), -EINVAL);
		CHECK_INT(evaluate(here, there, BPF_CORE_TYPE_SIZE, "0:1", &value, &matched), -EINVAL);
		CHECK_INT(evaluate(here, there, (enum bpf_core_relo_kind)13, "0", &value, &matched), -EINVAL);
	}
	btf__free(local);
	btf__free(target);
}

static void test_bitfields(void)
{
	int here, there;

	local = new_btf();
	here = btf__add_struct(local, "flags", 8);
	btf__add_field(local, "a", ID_INT, 0, 3);
	btf__add_field(local, "b", ID_U64, 3, 7);
	target = new_btf();
	there = btf__add_struct(target, "flags", 16);
	btf__add_field(target, "b", ID_U8, 30, 4);
	btf__add_field(target, "a", ID_INT, 64, 5);

	/* b: bits 30 to 33 cross the bytes 3 and 4: the unit doubles from 1 byte to 8. */
	check_value(here, there, BPF_CORE_FIELD_BYTE_OFFSET, "0:1", 0);
	check_value(here, there, BPF_CORE_FIELD_BYTE_SIZE, "0:1", 8);
	check_value(here, there, BPF_CORE_FIELD_LSHIFT_U64, "0:1", 64 - 34);
	check_value(here, there, BPF_CORE_FIELD_RSHIFT_U64, "0:1", 60);
	check_value(here, there, BPF_CORE_FIELD_SIGNED, "0:1", 0);
	check_value(here, there, BPF_CORE_FIELD_BYTE_OFFSET, "0:0", 8);
	check_value(here, there, BPF_CORE_FIELD_BYTE_SIZE, "0:0", 4);
	check_value(here, there, BPF_CORE_FIELD_LSHIFT_U64, "0:0", 59);
	check_value(here, there, BPF_CORE_FIELD_RSHIFT_U64, "0:0", 59);
	check_value(here, there, BPF_CORE_FIELD_SIGNED, "0:0", 1);
	btf__free(local);
	btf__free(target);
}

static void test_flexible_arrays(void)
{
	int here, there, short_array;

	local = new_btf();
	here = btf__add_array(local, ID_INT, ID_INT, 0);
	here = btf__add_struct(local, "list", 4);
	btf__add_field(local, "count", ID_INT, 0, 0);
	btf__add_field(local, "items", here - 1, 32, 0);
	target = new_btf();
	short_array = btf__add_array(target, ID_INT, ID_INT, 2);
	there = btf__add_struct(target, "list", 12);
	btf__add_field(target, "count", ID_INT, 0, 0);
	btf__add_field(target, "items", short_array, 32, 0);
	check_value(here, there, BPF_CORE_FIELD_BYTE_OFFSET, "0:1:1", 8);
	check_missing(here, there, BPF_CORE_FIELD_BYTE_OFFSET, "0:1:2");
	btf__free(local);
	btf__free(target);
}

static void test_enumerators(void)
{
	struct core_value value;
	struct core_spec matched;
	int here, there, wide;

	local = new_btf();
	here = btf__add_enum(local, "kind", 4);
	btf__add_enum_value(local, "ONE___old", 1);
	btf__add_enum_value(local, "GONE", 2);
	target = new_btf();
	there = btf__add_enum(target, "kind", 4);
	btf__add_enum_value(target, "ZERO", 0);
	btf__add_enum_value(target, "ONE", -5);
	wide = btf__add_enum64(target, "kind", 8, false);
	btf__add_enum64_value(target, "ONE", 0x1234567890ULL);
	check_value(here, there, BPF_CORE_ENUMVAL_VALUE, "0", (uint64_t)-5);
	check_value(here, wide, BPF_CORE_ENUMVAL_VALUE, "0", 0x1234567890ULL);
	check_value(here, there, BPF_CORE_ENUMVAL_EXISTS, "0", 1);
	check_value(here, there, BPF_CORE_ENUMVAL_EXISTS, "1", 0);
	check_missing(here, there, BPF_CORE_ENUMVAL_VALUE, "1");
	CHECK_INT(evaluate(here, there, BPF_CORE_ENUMVAL_VALUE, "2", &value, &matched), -EINVAL);
	CHECK_INT(evaluate(ID_INT, there, BPF_CORE_ENUMVAL_VALUE, "0", &value, &matched), -EINVAL);
	btf__free(local);
	btf__free(target);
}

/* Strict: members may lack on our side only; behind a pointer names are enough; unnamed members are tried
 * out. */
static void test_types_match(void)
{
	int here, there, smaller, behind, behind_there, with_unnamed, with_unnamed_there, one, two;

	local = new_btf();
	here = btf__add_struct(local, "thing", 4);
	btf__add_field(local, "a", ID_INT, 0, 0);
	behind = btf__add_ptr(local, here);
	one = btf__add_struct(local, NULL, 4);
	btf__add_field(local, "x", ID_INT, 0, 0);
	with_unnamed = btf__add_struct(local, "outer", 8);
	btf__add_field(local, NULL, one, 0, 0);

	target = new_btf();
	there = btf__add_struct(target, "thing", 16);
	btf__add_field(target, "b", ID_U64, 0, 0);
	btf__add_field(target, "a", ID_INT, 64, 0);
	smaller = btf__add_struct(target, "thing", 8);
	btf__add_field(target, "b", ID_U64, 0, 0);
	btf__add_field(target, "c", ID_INT, 0, 0);
	behind_there = btf__add_ptr(target, btf__add_fwd(target, "thing", BTF_FWD_STRUCT));
	one = btf__add_struct(target, NULL, 4);
	btf__add_field(target, "y", ID_INT, 0, 0);
	two = btf__add_struct(target, NULL, 4);
	btf__add_field(target, "x", ID_INT, 0, 0);
	with_unnamed_there = btf__add_struct(target, "outer", 8);
	btf__add_field(target, NULL, one, 0, 0);
	btf__add_field(target, NULL, two, 0, 0);

	CHECK_INT(core_types_match(local, here, target, there), 1);
	CHECK_INT(core_types_match(local, here, target, smaller), 0);
	CHECK_INT(core_types_compatible(local, here, target, smaller), 1);
	CHECK_INT(core_types_match(local, behind, target, behind_there), 1);
	CHECK_INT(core_types_match(local, with_unnamed, target, with_unnamed_there), 1);
	CHECK_INT(core_types_match(local, ID_INT, target, ID_INT), 1);
	CHECK_INT(core_types_match(local, ID_INT, target, ID_U8), 0);
	CHECK_INT(core_types_match(local, ID_CHAR_PTR, target, ID_CHAR_PTR), 1);
	btf__free(local);
	btf__free(target);
}

/* Prototypes inside each other beyond the limit are refused, not followed to the end of the stack. */
static void test_depth(void)
{
	int id = ID_INT;

	local = new_btf();
	for (int i = 0; i < 40; i++)
		id = btf__add_ptr(local, btf__add_func_proto(local, id));
	CHECK_INT(core_types_compatible(local, (uint32_t)id, local, (uint32_t)id), -EINVAL);
	CHECK_INT(core_types_match(local, (uint32_t)id, local, (uint32_t)id), -EINVAL);
	btf__free(local);
}

static void test_patching(void)
{
	struct core_spec spec = { 0 };
	struct core_value here = { .value = 8, .is_checked = true }, there = { .value = 24 };
	struct bpf_insn add = { .code = BPF_ALU64 | BPF_ADD | BPF_K, .imm = 8 };
	struct bpf_insn load = { .code = BPF_LDX | BPF_MEM | BPF_DW, .off = 8 };
	struct bpf_insn wide[2] = { { .code = BPF_LD | BPF_IMM | BPF_DW, .imm = 8 }, { 0 } };
	struct bpf_insn exit = { .code = BPF_JMP | BPF_EXIT };
	struct xsk_error err;
	bool poisoned;

	spec.btf = local = new_btf();
	CHECK_INT(core_patch(&add, 1, &spec, &here, &spec, &there, &poisoned, &err), 0);
	CHECK_INT(add.imm, 24);
	CHECK_INT(core_patch(&add, 1, &spec, &here, &spec, &there, &poisoned, &err), -EINVAL);
	CHECK_TEXT(err.text, "24");
	CHECK_INT(core_patch(wide, 1, &spec, &here, &spec, &there, &poisoned, &err), -EINVAL);
	there.value = 0x100000002;
	CHECK_INT(core_patch(wide, 2, &spec, &here, &spec, &there, &poisoned, &err), 0);
	CHECK_INT(wide[0].imm, 2);
	CHECK_INT(wide[1].imm, 1);
	CHECK_INT(core_patch(&exit, 1, &spec, &here, &spec, &there, &poisoned, &err), -EINVAL);
	there.value = 40000;
	CHECK_INT(core_patch(&load, 1, &spec, &here, &spec, &there, &poisoned, &err), -ERANGE);

	/* u64 here, u8 there: the load becomes one of a byte. A signed int has no such rule: poison. */
	there = (struct core_value){ .value = 16, .access_bytes = 1, .access_type_id = ID_U8 };
	here.access_bytes = 8;
	here.access_type_id = ID_U64;
	CHECK_INT(core_patch(&load, 1, &spec, &here, &spec, &there, &poisoned, &err), 0);
	CHECK_INT(load.code, BPF_LDX | BPF_MEM | BPF_B);
	CHECK_INT(load.off, 16);
	load = (struct bpf_insn){ .code = BPF_LDX | BPF_MEM | BPF_DW, .off = 8 };
	there = (struct core_value){ .value = 16, .access_bytes = 4, .access_type_id = ID_INT };
	CHECK_INT(core_patch(&load, 1, &spec, &here, &spec, &there, &poisoned, &err), 0);
	CHECK(poisoned);
	CHECK_INT(load.code, BPF_JMP | BPF_CALL);
	CHECK_INT(load.imm, POISON_CORE);

	there = (struct core_value){ .is_missing = true };
	wide[0] = (struct bpf_insn){ .code = BPF_LD | BPF_IMM | BPF_DW };
	CHECK_INT(core_patch(wide, 2, &spec, &here, &spec, &there, &poisoned, &err), 0);
	CHECK(poisoned);
	CHECK_INT(wide[0].imm, POISON_CORE);
	CHECK_INT(wide[1].imm, POISON_CORE);
	btf__free(local);
}

/* Candidates that disagree are an error, until an earlier relocation has told them apart. */
static void test_ambiguity(void)
{
	struct bpf_insn instructions[2] = { { .code = BPF_ALU64 | BPF_MOV | BPF_K, .imm = 4 },
		{ .code = BPF_ALU64 | BPF_MOV | BPF_K, .imm = 0 } };
	struct core_relocation relocations[] = { { 0, 0, "0:1", BPF_CORE_FIELD_BYTE_OFFSET },
		{ 1, 0, "0:0", BPF_CORE_FIELD_BYTE_OFFSET } };
	struct program_spec program = {
		.name = "p", .section_name = "s", .instruction_count = 2, .core = relocations
	};
	struct btf_candidate list[2];
	struct core_candidates entry = { .list = list };
	struct core_table table = { &entry, 1 };
	struct object_spec object = { 0 };
	struct xsk_object_error err;
	int here, first, second;

	object.btf = local = new_btf();
	here = btf__add_struct(local, "s", 8);
	btf__add_field(local, "both", ID_INT, 0, 0);
	btf__add_field(local, "one", ID_INT, 32, 0);
	target = new_btf();
	first = btf__add_struct(target, "s", 12);
	btf__add_field(target, "both", ID_INT, 32, 0);
	btf__add_field(target, "one", ID_INT, 64, 0);
	second = btf__add_struct(target, "s", 12);
	btf__add_field(target, "both", ID_INT, 64, 0);

	relocations[0].type_id = relocations[1].type_id = entry.type_id = (uint32_t)here;
	list[0] = (struct btf_candidate){ target, (uint32_t)first };
	list[1] = (struct btf_candidate){ target, (uint32_t)second };
	entry.count = 2;
	program.core = &relocations[1];
	program.core_count = 1;
	CHECK_INT(core_relocate(&object, &program, &table, instructions, &err), -EINVAL);
	CHECK_TEXT(err.text, "ambiguous");
	CHECK_TEXT(err.relocation, "struct s.both");

	program.core = relocations;
	program.core_count = 2;
	CHECK_INT(core_relocate(&object, &program, &table, instructions, &err), 0);
	CHECK_INT(entry.count, 1);
	CHECK_INT(instructions[0].imm, 8);
	CHECK_INT(instructions[1].imm, 4);
	btf__free(local);
	btf__free(target);
}

int main(void)
{
	test_begin();
	test_fields();
	test_bitfields();
	test_flexible_arrays();
	test_enumerators();
	test_types_match();
	test_depth();
	test_patching();
	test_ambiguity();
	return test_end();
}
