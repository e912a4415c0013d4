// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Reading the verifier's log: the last instruction, the reason, the source line; and what a poison stood for. */
#include "loader/load/verifier_reason.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "loader/btf/btf.h"
#include "loader/kernel/memlock.h"
#include "loader/load/load.h"
#include "loader/load/verifier_log.h"
#include "loader/relocate/core_value.h"

/* "12: (79) r1 = *(u64 *)(r1 +0)": a number, ": (". */
static bool is_instruction(const char *line, size_t len, long *number)
{
	char *end;

	if (!len || line[0] < '0' || line[0] > '9')
		return false;
	*number = strtol(line, &end, 10);
	return end + 3 < line + len && strncmp(end, ": (", 3) == 0;
}

/* Lines that are no reason: statistics, source, register states, and what frames the rest. */
static bool is_noise(const char *line, size_t len)
{
	static const char *const starts[] = { "processed ", ";", "verification time", "stack depth",
		"mark_precise", "last_idx", "regs=", "parent ", "from ", "max_states", "func#", "arg#",
		"libbpf:", "0: R", "At program exit", "insns processed" };

	if (!len)
		return true;
	for (size_t i = 0; i < sizeof(starts) / sizeof(*starts); i++)
		if (len >= strlen(starts[i]) && strncmp(line, starts[i], strlen(starts[i])) == 0)
			return true;
	return false;
}

/* "7: R0=scalar() R10=fp0": a state, as newer kernels write it behind or between instructions. */
static bool is_state(const char *line, size_t len)
{
	size_t i = 0;

	while (i < len && line[i] >= '0' && line[i] <= '9')
		i++;
	return i && i + 2 < len && line[i] == ':' && line[i + 1] == ' ' && line[i + 2] == 'R';
}

void verifier_summarize(const char *log, struct verifier_summary *summary)
{
	*summary = (struct verifier_summary){ .number = -1 };
	for (const char *line = log; line && *line;) {
		const char *end = strchrnul(line, '\n');
		size_t len = (size_t)(end - line);
		long number;

		if (is_instruction(line, len, &number)) {
			summary->instruction = line;
			summary->instruction_len = len;
			summary->number = number;
		} else if (!is_noise(line, len) && !is_state(line, len)) {
			summary->reason = line;
			summary->reason_len = len;
		}
		line = *end ? end + 1 : end;
	}
}

/* "filter.bpf.c:41" of an instruction, from the program's own line_info; "" where there is none. */
static void source_of(const struct bpf_program *program, long instruction, char *text, size_t bytes)
{
	const struct bpf_line_info *best = NULL;

	text[0] = '\0';
	for (uint32_t i = 0; instruction >= 0 && i < program->line_info_count; i++) {
		const struct bpf_line_info *record = (const void *)((const char *)program->line_info +
								    (size_t)i * program->line_info_bytes);

		if (record->insn_off > (unsigned long)instruction)
			break;
		best = record;
	}
	if (best) {
		const char *file = btf_string_at(program->object->spec->btf, best->file_name_off);
		const char *slash = file ? strrchr(file, '/') : NULL;

		snprintf(text, bytes, "%s:%u",
			slash  ? slash + 1
			: file ? file
			       : "?",
			BPF_LINE_INFO_LINE_NUM(best->line_col));
	}
}

/* The CO-RE relocation that poisoned an instruction of the whole. */
static const struct core_relocation *core_at(const struct bpf_program *program, long instruction)
{
	const struct bpf_object *object = program->object;
	const struct relocated_program *relocated = &object->load->programs[program - object->programs];
	const struct segment *segment = relocated_segment(relocated, (uint32_t)instruction);
	const struct program_spec *spec = &object->spec->programs[segment->program];

	for (uint32_t i = 0; i < spec->core_count; i++)
		if (spec->core[i].instruction + segment->position == (uint32_t)instruction ||
			spec->core[i].instruction + segment->position + 1 == (uint32_t)instruction)
			return &spec->core[i];
	return NULL;
}

/* If the instruction is one of ours that must not run: why it is there. */
static bool explain_poison(const struct bpf_program *program, long number, char *text, size_t bytes,
	char *what, size_t what_bytes)
{
	const struct object_spec *spec = program->object->spec;
	const struct core_relocation *core;
	int32_t function;

	if (number < 0 || (size_t)number >= program->instruction_count ||
		program->instructions[number].code != (BPF_JMP | BPF_CALL) ||
		program->instructions[number].src_reg)
		return false;
	function = program->instructions[number].imm;
	if (function == POISON_CORE) {
		core = core_at(program, number);
		if (!core)
			return false;
		core_describe(spec->btf, core, what, what_bytes);
		snprintf(text, bytes, "this kernel has no %s, and the program does not ask before it uses it",
			what);
		return true;
	}
	if (function >= POISON_KFUNC && (uint32_t)(function - POISON_KFUNC) < spec->extern_count) {
		snprintf(what, what_bytes, "%s", spec->externs[function - POISON_KFUNC].name);
		snprintf(text, bytes,
			"this kernel has no function %s, and the program does not ask before it calls it",
			what);
		return true;
	}
	if (function >= POISON_MAP && (uint32_t)(function - POISON_MAP) < spec->map_count) {
		snprintf(what, what_bytes, "%s", spec->maps[function - POISON_MAP].name);
		snprintf(text, bytes,
			"map %s is not created (bpf_map__set_autocreate), but the program reaches it", what);
		return true;
	}
	return false;
}

static const char *remedy_for(int code, bool has_reason)
{
	if (code == -EPERM && !has_reason)
		return memlock_is_accounted() ? "needs CAP_BPF, CAP_PERFMON or CAP_NET_ADMIN for the type, "
						"and RLIMIT_MEMLOCK (ulimit -l)"
					      : "needs CAP_BPF, and CAP_PERFMON or CAP_NET_ADMIN for the "
						"type; else the kernel is locked "
						"down, or its security modules refuse this type";
	if (code == -E2BIG && !has_reason)
		return "the program is too long for this kernel";
	return NULL;
}

void verifier_explain(
	const struct bpf_program *program, int code, const char *log, struct xsk_object_error *err)
{
	char what[XSK_OBJECT_ERROR_NAME_BYTES] = "", source[192] = "", poison[400] = "";
	struct verifier_summary summary;
	bool poisoned;

	verifier_summarize(log, &summary);
	source_of(program, summary.number, source, sizeof(source));
	poisoned = explain_poison(program, summary.number, poison, sizeof(poison), what, sizeof(what));
	object_error_set(err, code,
		OBJECT_AT(.phase = XSK_OBJECT_PHASE_PROGRAM_LOAD, .program = program->spec->name,
			.section = program->spec->section_name, .kernel_errno = -code, .relocation = what,
			.remedy = remedy_for(code, summary.reason_len > 0)),
		"load program %s%s%s%s%.*s: %s%s%.*s%s", program->spec->name, *source ? ", " : "", source,
		summary.instruction_len ? ", instruction " : "", (int)summary.instruction_len,
		summary.instruction_len ? summary.instruction : "", error_name(code),
		poisoned || summary.reason_len ? ": " : "", poisoned ? 0 : (int)summary.reason_len,
		summary.reason_len ? summary.reason : "", poison);
}
