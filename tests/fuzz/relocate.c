// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Any bytes as an object, relocated for a kernel that has its own types, changed here and there (the last 32
 * bytes say how), up to the plan. Instructions point where they may, slots name what exists, and twice gives
 * the same.
 */
#include <stdlib.h>
#include <stdio.h>
#include <string.h>

#include "loader/btf/btf.h"
#include "tests/fuzz/btf_from_bytes.h"
#include "tests/harness/fake_kernel.h"

#define MUST(condition)                                                                 \
	do {                                                                            \
		if (!(condition)) {                                                     \
			fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition); \
			abort();                                                        \
		}                                                                       \
	} while (0)

enum { TAIL_BYTES = 32 };

static void check_slots(const struct bpf_object *object, const struct relocated_program *relocated)
{
	const struct kernel_view *view = &object->load->view;

	for (uint32_t i = 0; i < relocated->slot_count; i++) {
		const struct descriptor_slot *slot = &relocated->slots[i];
		uint32_t limits[] = { object->spec->map_count, 1, relocated->jump_table_count };

		MUST(slot->instruction + (slot->kind == SLOT_MODULE_BTF) < relocated->count);
		MUST(slot->index < limits[slot->kind]);
	}
	for (uint32_t i = 0; i < relocated->module_count; i++)
		MUST(relocated->modules[i] < 1);
	MUST(view->relocation.externs == view->externs);
}

static void check_segments(const struct bpf_object *object, const struct relocated_program *relocated)
{
	MUST(relocated->segment_count && !relocated->segments[0].position);
	for (uint32_t i = 0; i < relocated->segment_count; i++) {
		const struct segment *segment = &relocated->segments[i];

		MUST(segment->program < object->spec->program_count && segment->position < relocated->count);
		MUST(!i || segment->position > segment[-1].position);
		MUST(relocated_segment(relocated, segment->position) == segment);
	}
}

static void check_info(const struct relocated_program *relocated, const struct relocated_info *info)
{
	for (uint32_t i = 0; i < info->count; i++) {
		uint32_t offset;

		memcpy(&offset, (char *)info->records + (size_t)i * info->record_bytes, sizeof(offset));
		MUST(offset < relocated->count);
	}
}

/* Calls and function addresses stay inside the whole. */
static void check_calls(const struct bpf_program *program)
{
	for (uint32_t i = 0; i < program->instruction_count; i++) {
		const struct bpf_insn *instruction = &program->instructions[i];

		if (instruction->code == (BPF_JMP | BPF_CALL) && instruction->src_reg == BPF_PSEUDO_CALL)
			MUST(i + 1 + (int64_t)instruction->imm >= 0 &&
				i + 1 + (int64_t)instruction->imm < (int64_t)program->instruction_count);
	}
}

static void check_plan(const struct bpf_object *object)
{
	const struct plan *plan = &object->load->plan;
	uint32_t barriers = 0;

	for (uint32_t i = 0; i < plan->count; i++) {
		MUST(plan->commands[i].kind < COMMAND_KINDS);
		barriers += plan->commands[i].kind == COMMAND_PREPARED;
		MUST(plan->commands[i].kind != COMMAND_LOAD_PROGRAM || barriers);
	}
	MUST(barriers == 1);
}

static char *relocate(const unsigned char *data, size_t size, struct xsk_object_error *err)
{
	LIBBPF_OPTS(bpf_object_open_opts, opts, .object_name = "fuzz");
	struct input tail = { data + size - TAIL_BYTES, TAIL_BYTES };
	unsigned int how = input_next(&tail);
	struct fake_kernel kernel = {
		.lacks_symbols = how & 1, .has_module = how & 2, .lacks_context_tags = how & 16
	};
	struct btf *btf = NULL;
	struct bpf_object *object;
	char *text = NULL;

	if (xsk_object__open_mem(&object, data, size - TAIL_BYTES, &opts, err))
		return NULL;
	if (object->spec->btf && object->spec->btf->type_count && how % 8 != 7)
		kernel.btf = btf = btf_variant(&tail, object->spec->btf);
	if (how & 32)
		for (uint32_t i = 0; i < object->spec->map_count; i++)
			bpf_map__set_autocreate(&object->maps[i], input_next(&tail) & 1);
	memset(err, 0, sizeof(*err));
	if (!fake_kernel_plan(&kernel, object, err)) {
		for (uint32_t i = 0; i < object->spec->program_count; i++)
			if (object->load->programs[i].segments) {
				const struct relocated_program *relocated = &object->load->programs[i];

				check_segments(object, relocated);
				check_slots(object, relocated);
				check_info(relocated, &relocated->functions);
				check_info(relocated, &relocated->lines);
				check_calls(&object->programs[i]);
			}
		check_plan(object);
		text = fake_kernel_plan_text(object);
	} else {
		MUST(*err->text && err->code < 0);
	}
	bpf_object__close(object);
	btf__free(btf);
	return text;
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	struct xsk_object_error err = { 0 }, again = { 0 };
	char *once, *twice;

	libbpf_set_print(NULL);
	if (size <= TAIL_BYTES)
		return 0;
	once = relocate(data, size, &err);
	twice = relocate(data, size, &again);
	MUST(!once == !twice && (!once || !strcmp(once, twice)) && !strcmp(err.text, again.text));
	free(once);
	free(twice);
	return 0;
}
