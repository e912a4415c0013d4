// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Programs as the plan has them: subprograms behind the entry program, slots instead of descriptors, symbols
 * of the kernel, what is missing poisoned; CO-RE also where its records are in no order. Without a kernel.
 */
#include <errno.h>
#include <string.h>

#include "loader/relocate/core_value.h"
#include "tests/harness/fake_kernel.h"
#include "tests/harness/object_file.h"
#include "tests/harness/test.h"

static struct xsk_object_error err;

static struct bpf_object *open_plan(const struct object_file *file)
{
	LIBBPF_OPTS(bpf_object_open_opts, opts, .object_name = "plan", .kconfig = "CONFIG_HZ=250");
	struct bpf_object *object;

	if (xsk_object__open_mem(&object, file->bytes, file->size, &opts, &err))
		test_failed(__FILE__, __LINE__, "open: %s", err.text);
	REQUIRE(object);
	return object;
}

static struct bpf_program *program_of(struct bpf_object *object, const char *name)
{
	struct bpf_program *program = bpf_object__find_program_by_name(object, name);

	REQUIRE(program);
	return program;
}

static const struct relocated_program *relocated_of(const struct bpf_program *program)
{
	return &program->object->load->programs[program - program->object->programs];
}

static uint32_t extern_named(const struct bpf_object *object, const char *name)
{
	for (uint32_t i = 0; i < object->spec->extern_count; i++)
		if (!strcmp(object->spec->externs[i].name, name))
			return i;
	test_failed(__FILE__, __LINE__, "no extern %s", name);
	exit(1);
}

/* How many instructions of a program are this call. */
static uint32_t count_calls(const struct bpf_program *program, uint8_t source, int32_t function)
{
	uint32_t count = 0;

	for (size_t i = 0; i < program->instruction_count; i++)
		count += program->instructions[i].code == (BPF_JMP | BPF_CALL) &&
			 program->instructions[i].src_reg == source &&
			 program->instructions[i].imm == function;
	return count;
}

static uint32_t count_loads(const struct bpf_program *program, uint8_t source, uint64_t value)
{
	uint32_t count = 0;

	for (size_t i = 0; i + 1 < program->instruction_count; i++) {
		const struct bpf_insn *instruction = &program->instructions[i];

		if (is_ldimm64(instruction))
			count += instruction->src_reg == source &&
				 (uint32_t)instruction[0].imm == (uint32_t)value &&
				 (uint32_t)instruction[1].imm == value >> 32;
	}
	return count;
}

static uint32_t count_slots(const struct bpf_program *program, enum slot_kind kind, const char *map)
{
	const struct relocated_program *relocated = relocated_of(program);
	uint32_t count = 0;

	for (uint32_t i = 0; i < relocated->slot_count; i++)
		count += relocated->slots[i].kind == kind &&
			 (!map || !strcmp(program->object->spec->maps[relocated->slots[i].index].name, map));
	return count;
}

static struct bpf_object *plan(
	const struct object_file *file, struct fake_kernel *kernel, const char *unwanted_map)
{
	struct bpf_object *object = open_plan(file);

	if (!kernel->btf)
		kernel->btf = object->spec->btf;
	if (unwanted_map)
		CHECK_INT(bpf_map__set_autocreate(bpf_object__find_map_by_name(object, unwanted_map), false),
			0);
	if (fake_kernel_plan(kernel, object, &err))
		test_failed(__FILE__, __LINE__, "plan: %s", err.text);
	REQUIRE(!test_has_failed());
	return object;
}

static void check_segments(const struct bpf_program *program, const char *names)
{
	const struct relocated_program *relocated = relocated_of(program);
	char text[128] = "";

	for (uint32_t i = 0; i < relocated->segment_count; i++) {
		strcat(text, i ? " " : "");
		strcat(text, program->object->spec->programs[relocated->segments[i].program].name);
	}
	if (strcmp(text, names))
		test_failed(__FILE__, __LINE__, "%s consists of %s", program->spec->name, text);
}

static void all_is_there(const struct object_file *file)
{
	struct fake_kernel kernel = { 0 };
	struct bpf_object *object = plan(file, &kernel, NULL);
	struct bpf_program *first = program_of(object, "first"), *second = program_of(object, "second");

	check_segments(first, "first shallow deep");
	check_segments(second, "second deep");
	CHECK_INT(relocated_of(first)->count, bpf_program__insn_cnt(first));
	CHECK(relocated_of(first)->functions.count == 3 && relocated_of(first)->lines.count > 3);
	/* Each once, although called more often; the calls are relative. */
	for (size_t i = 0; i < first->instruction_count; i++)
		if (first->instructions[i].src_reg == BPF_PSEUDO_CALL &&
			first->instructions[i].code == (BPF_JMP | BPF_CALL))
			CHECK(relocated_segment(relocated_of(first),
				      (uint32_t)i + 1 + (uint32_t)first->instructions[i].imm)
					->position == i + 1 + (size_t)first->instructions[i].imm);
	CHECK_INT(count_slots(first, SLOT_MAP, "hits"), 1);
	CHECK_INT(count_slots(first, SLOT_MAP, "tails"), 1);
	CHECK(count_slots(first, SLOT_MAP, "plan.rodata") && count_slots(first, SLOT_MAP, "plan.bss"));
	CHECK_INT(count_slots(second, SLOT_MAP, "plan.kconfig"), 1);
	CHECK_INT(count_slots(first, SLOT_MODULE_BTF, NULL), 0);
	CHECK_INT(count_loads(first, 0, FAKE_SYMBOL + extern_named(object, "some_symbol")), 1);
	CHECK_INT(
		count_loads(first, BPF_PSEUDO_BTF_ID, FAKE_TYPE + extern_named(object, "weak_function")), 1);
	CHECK_INT(count_calls(first, BPF_PSEUDO_KFUNC_CALL,
			  (int32_t)(FAKE_TYPE + extern_named(object, "some_function"))),
		1);
	CHECK_INT(count_calls(first, 0, POISON_CORE), 0);
	bpf_object__close(object);
}

/* A module's functions are numbered in fd_array, from 1; its variables take its descriptor. */
static void in_a_module(const struct object_file *file)
{
	struct fake_kernel kernel = { .has_module = true };
	struct bpf_object *object = plan(file, &kernel, NULL);
	struct bpf_program *first = program_of(object, "first");

	CHECK_INT(relocated_of(first)->module_count, 1);
	CHECK_INT(count_slots(first, SLOT_MODULE_BTF, NULL), 1);
	for (size_t i = 0; i < first->instruction_count; i++)
		if (first->instructions[i].src_reg == BPF_PSEUDO_KFUNC_CALL &&
			first->instructions[i].code == (BPF_JMP | BPF_CALL))
			CHECK_INT(first->instructions[i].off, 1);
	bpf_object__close(object);
}

/* Calls of what is not there, and maps that are not created, are calls that the verifier will name. */
static void nothing_is_there(const struct object_file *file)
{
	struct fake_kernel kernel = { .lacks_symbols = true };
	struct bpf_object *object = plan(file, &kernel, "hits");
	struct bpf_program *first = program_of(object, "first");
	struct bpf_map *map = bpf_object__find_map_by_name(object, "hits");

	CHECK_INT(count_calls(first, 0, (int32_t)(POISON_KFUNC + extern_named(object, "weak_function"))), 1);
	CHECK_INT(count_calls(first, 0, POISON_MAP + (int32_t)(map - object->maps)), 2);
	CHECK_INT(count_slots(first, SLOT_MAP, "hits"), 0);
	CHECK(count_loads(first, 0, 0) >= 2);
	bpf_object__close(object);
}

/* ---- CO-RE records ---- */

/*
 * "first" against a kernel whose struct fields has @first_bits before its second member; 0: has no such
 * struct.
 */
static void check_core(const struct object_file *file, uint32_t second_bits)
{
	struct btf *btf = btf__new_empty();
	struct fake_kernel kernel = { .btf = btf };
	struct bpf_object *object;
	struct bpf_program *first;
	uint32_t offsets = 0;

	REQUIRE(btf);
	CHECK_INT(btf__add_int(btf, "long", 8, BTF_INT_SIGNED), 1);
	if (second_bits) {
		CHECK_INT(btf__add_struct(btf, "fields", 64), 2);
		CHECK_INT(btf__add_field(btf, "second", 1, second_bits, 0), 0);
	}
	object = plan(file, &kernel, NULL);
	first = program_of(object, "first");
	for (size_t i = 0; i < first->instruction_count; i++)
		offsets += BPF_CLASS(first->instructions[i].code) == BPF_ALU64 &&
			   BPF_OP(first->instructions[i].code) == BPF_MOV &&
			   first->instructions[i].imm == (int32_t)second_bits / 8 && second_bits;
	CHECK_INT(offsets, second_bits ? 1 : 0);
	CHECK_INT(count_calls(first, 0, POISON_CORE), second_bits ? 0 : 1);
	bpf_object__close(object);
	btf__free(btf);
}

/* The records of the only section that has any: their number, and where they begin. */
static uint32_t *core_records(struct object_file *file, uint32_t *count)
{
	uint32_t *ext = object_file_contents(file, ".BTF.ext");
	/* Header: magic, hdr_len, func_info, line_info, core_relo (offset, length each). */
	uint32_t *core = (uint32_t *)((char *)ext + ext[1] + ext[6]);

	CHECK_INT(core[0], sizeof(struct bpf_core_relo));
	*count = core[2];
	return core + 3;
}

static void records_in_no_order(struct object_file *file)
{
	uint32_t count, *records = core_records(file, &count), words = sizeof(struct bpf_core_relo) / 4;
	LIBBPF_OPTS(bpf_object_open_opts, opts, .kconfig = "CONFIG_HZ=250");

	CHECK_INT(count, 2);
	for (uint32_t i = 0; i < words; i++) {
		uint32_t word = records[i];

		records[i] = records[words + i];
		records[words + i] = word;
	}
	check_core(file, 192);
	/* The first one beyond the section, the others in it: was once used without a look. */
	records[0] = 1 << 20;
	CHECK_INT(object_file_open(file, &opts, &err), -LIBBPF_ERRNO__FORMAT);
	CHECK_TEXT(err.text, "describes instruction 131072 of section xdp");
	/* Inside the section, of another program: that is the one that it changes. */
	records[0] = 0;
	CHECK_INT(object_file_open(file, &opts, &err), 0);
}

static void each(struct object_file *file)
{
	object_file_load(file, "plan");
	all_is_there(file);
	in_a_module(file);
	nothing_is_there(file);
	check_core(file, 64);
	check_core(file, 128);
	check_core(file, 0);
	records_in_no_order(file);
	object_file_free(file);
}

int main(void)
{
	test_begin();
	object_file_each_compiler(each);
	return test_end();
}
