// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Arguments of global functions that are tagged as the context ("arg:ctx"), for kernels that do not know the
 * tag (before 6.8): those know a context by the name of its struct, which depends on the type of the program.
 * So the function gets a second type with that struct, one for each type of program that calls it, and
 * func_info names it.
 */
#include <stdlib.h>
#include <string.h>

#include "loader/btf/btf.h"
#include "loader/btf/write.h"
#include "loader/kernel/uapi.h"
#include "loader/relocate/relocated.h"

static const char tag_name[] = "arg:ctx";

/* By enum bpf_prog_type; NULL: a context without a struct of its own. (Kernel: include/linux/bpf_types.h.) */
static const char *const context_structs[] = {
	[BPF_PROG_TYPE_SOCKET_FILTER] = "__sk_buff",
	[BPF_PROG_TYPE_KPROBE] = "bpf_user_pt_regs_t",
	[BPF_PROG_TYPE_SCHED_CLS] = "__sk_buff",
	[BPF_PROG_TYPE_SCHED_ACT] = "__sk_buff",
	[BPF_PROG_TYPE_XDP] = "xdp_md",
	[BPF_PROG_TYPE_PERF_EVENT] = "bpf_perf_event_data",
	[BPF_PROG_TYPE_CGROUP_SKB] = "__sk_buff",
	[BPF_PROG_TYPE_CGROUP_SOCK] = "bpf_sock",
	[BPF_PROG_TYPE_LWT_IN] = "__sk_buff",
	[BPF_PROG_TYPE_LWT_OUT] = "__sk_buff",
	[BPF_PROG_TYPE_LWT_XMIT] = "__sk_buff",
	[BPF_PROG_TYPE_SOCK_OPS] = "bpf_sock_ops",
	[BPF_PROG_TYPE_SK_SKB] = "__sk_buff",
	[BPF_PROG_TYPE_CGROUP_DEVICE] = "bpf_cgroup_dev_ctx",
	[BPF_PROG_TYPE_SK_MSG] = "sk_msg_md",
	[BPF_PROG_TYPE_RAW_TRACEPOINT] = "bpf_raw_tracepoint_args",
	[BPF_PROG_TYPE_CGROUP_SOCK_ADDR] = "bpf_sock_addr",
	[BPF_PROG_TYPE_LWT_SEG6LOCAL] = "__sk_buff",
	[BPF_PROG_TYPE_SK_REUSEPORT] = "sk_reuseport_md",
	[BPF_PROG_TYPE_FLOW_DISSECTOR] = "__sk_buff",
	[BPF_PROG_TYPE_CGROUP_SYSCTL] = "bpf_sysctl",
	[BPF_PROG_TYPE_RAW_TRACEPOINT_WRITABLE] = "bpf_raw_tracepoint_args",
	[BPF_PROG_TYPE_CGROUP_SOCKOPT] = "bpf_sockopt",
	[BPF_PROG_TYPE_SK_LOOKUP] = "bpf_sk_lookup",
};

#define TYPES_WITH_STRUCT (sizeof(context_structs) / sizeof(*context_structs))

/* The struct behind bpf_user_pt_regs_t, which is a typedef (kernel: asm/bpf_perf_event.h). */
#if defined(__aarch64__) || defined(__s390x__)
static const char registers_struct[] = "user_pt_regs";
#elif defined(__riscv)
static const char registers_struct[] = "user_regs_struct";
#else
static const char registers_struct[] = "pt_regs";
#endif

/* An argument that is tagged. */
struct tag {
	uint32_t function_id, argument;
};

/* A function as one type of program gets it. */
struct clone {
	uint32_t function_id;
	enum bpf_prog_type type;
	uint32_t id; /* = function_id where nothing had to change */
};

struct fix {
	struct btf *btf; /* the copy that grows; NULL before the first clone */
	const struct btf *original;
	struct tag *tags;
	uint32_t tag_count;
	struct clone *clones;
	uint32_t clone_count, clone_room;
	int pointers
		[TYPES_WITH_STRUCT]; /* ids of pointers to the contexts, by program type; 0: not yet made */
};

static bool is_context_tag(const struct btf *btf, const struct btf_type *type)
{
	return btf_is_decl_tag(type) && btf_decl_tag(type)->component_idx >= 0 &&
	       !strcmp(btf_name_of(btf, type), tag_name);
}

bool object_has_context_tags(const struct object_spec *spec)
{
	for (uint32_t id = 1; spec->btf && id < btf__type_cnt(spec->btf); id++)
		if (is_context_tag(spec->btf, btf_type_at(spec->btf, id)))
			return true;
	return false;
}

/* A pointer, and not to that struct already. */
static bool wants_context(const struct btf *btf, uint32_t type_id, const char *context)
{
	const struct btf_type *type = btf_skip_mods_and_typedefs(btf, &type_id);
	uint32_t target_id;

	if (!type || !btf_is_ptr(type))
		return false;
	target_id = type->type;
	type = btf_skip_mods(btf, &target_id);
	return !type || strcmp(btf_name_of(btf, type), context) != 0;
}

static int collect_tags(struct fix *fix)
{
	const struct btf *btf = fix->original;
	uint32_t count = 0;

	for (uint32_t id = 1; id < btf__type_cnt(btf); id++)
		count += is_context_tag(btf, btf_type_at(btf, id));
	fix->tags = calloc(count + 1, sizeof(*fix->tags));
	for (uint32_t id = 1; fix->tags && id < btf__type_cnt(btf); id++) {
		const struct btf_type *type = btf_type_at(btf, id);

		if (is_context_tag(btf, type))
			fix->tags[fix->tag_count++] =
				(struct tag){ type->type, (uint32_t)btf_decl_tag(type)->component_idx };
	}
	return fix->tags ? 0 : -ENOMEM;
}

static bool is_tagged(const struct fix *fix, uint32_t function_id, uint32_t argument)
{
	for (uint32_t i = 0; i < fix->tag_count; i++)
		if (fix->tags[i].function_id == function_id && fix->tags[i].argument == argument)
			return true;
	return false;
}

/* A pointer to the context's struct, of which only the name counts. */
static int pointer_to_context(struct fix *fix, enum bpf_prog_type type)
{
	int id;

	if (fix->pointers[type])
		return fix->pointers[type];
	if (type == BPF_PROG_TYPE_KPROBE) {
		id = btf__add_struct(fix->btf, registers_struct, 0);
		if (id > 0)
			id = btf__add_typedef(fix->btf, context_structs[type], id);
	} else {
		id = btf__add_struct(fix->btf, context_structs[type], 0);
	}
	if (id > 0)
		id = btf__add_ptr(fix->btf, id);
	if (id > 0)
		fix->pointers[type] = id;
	return id;
}

static int add_clone(struct fix *fix, uint32_t function_id, enum bpf_prog_type type, const uint8_t *contexts)
{
	const struct btf_type *function = btf_type_at(fix->original, function_id);
	const struct btf_type *proto = btf_type_at(fix->original, function->type);
	const struct btf_param *params = btf_params(proto);
	int pointer, proto_id;

	if (!fix->btf) {
		int code = btf_clone(&fix->btf, fix->original);

		if (code)
			return code;
	}
	pointer = pointer_to_context(fix, type);
	if (pointer < 0)
		return pointer;
	proto_id = btf__add_func_proto(fix->btf, (int)proto->type);
	for (uint32_t i = 0; proto_id > 0 && i < btf_vlen(proto); i++) {
		int code = btf__add_func_param(fix->btf, btf_string_at(fix->original, params[i].name_off),
			contexts[i] ? pointer : (int)params[i].type);

		if (code)
			return code;
	}
	return proto_id < 0 ? proto_id
			    : btf__add_func(fix->btf, btf_name_of(fix->original, function),
				      (enum btf_func_linkage)btf_vlen(function), proto_id);
}

/* The id that @function_id has for programs of @type; negative: no memory. */
static int make_clone(struct fix *fix, uint32_t function_id, enum bpf_prog_type type)
{
	const struct btf_type *function = btf_type_at(fix->original, function_id);
	const struct btf_type *proto = btf_type_at(fix->original, function->type);
	uint8_t *contexts = calloc(btf_vlen(proto) + 1, 1);
	bool any = false;
	int id = (int)function_id;

	if (!contexts)
		return -ENOMEM;
	for (uint32_t i = 0; i < btf_vlen(proto); i++) {
		contexts[i] =
			wants_context(fix->original, btf_params(proto)[i].type, context_structs[type]) &&
			is_tagged(fix, function_id, i);
		any |= contexts[i];
	}
	if (any)
		id = add_clone(fix, function_id, type, contexts);
	free(contexts);
	return id;
}

static int clone_of(struct fix *fix, uint32_t function_id, enum bpf_prog_type type)
{
	const struct btf_type *function = btf_type_at(fix->original, function_id);
	int id;

	if (!function || !btf_is_func(function) || btf_vlen(function) != BTF_FUNC_GLOBAL)
		return (int)function_id;
	for (uint32_t i = 0; i < fix->clone_count; i++)
		if (fix->clones[i].function_id == function_id && fix->clones[i].type == type)
			return (int)fix->clones[i].id;
	if (fix->clone_count == fix->clone_room) {
		uint32_t room = fix->clone_room ? 2 * fix->clone_room : 16;
		struct clone *larger = reallocarray(fix->clones, room, sizeof(*larger));

		if (!larger)
			return -ENOMEM;
		fix->clones = larger;
		fix->clone_room = room;
	}
	id = make_clone(fix, function_id, type);
	if (id > 0)
		fix->clones[fix->clone_count++] = (struct clone){ function_id, type, (uint32_t)id };
	return id;
}

static int fix_program(struct fix *fix, struct bpf_program *program)
{
	if (program->type >= TYPES_WITH_STRUCT || !context_structs[program->type])
		return 0;
	for (uint32_t i = 0; i < program->function_info_count; i++) {
		struct bpf_func_info *record =
			(struct bpf_func_info *)((char *)program->function_info +
						 (size_t)i * program->function_info_bytes);
		int id = clone_of(fix, record->type_id, program->type);

		if (id < 0)
			return id;
		record->type_id = (uint32_t)id;
	}
	return 0;
}

int relocate_context_arguments(struct bpf_object *object, struct btf **btf, struct xsk_object_error *err)
{
	struct fix fix = { .original = object->spec->btf };
	int code = collect_tags(&fix);

	for (uint32_t i = 0; i < object->spec->program_count && !code; i++)
		if (!program_is_subprogram(&object->programs[i]) && object->programs[i].autoload)
			code = fix_program(&fix, &object->programs[i]);
	free(fix.clones);
	free(fix.tags);
	if (!code) {
		*btf = fix.btf;
		return 0;
	}
	btf__free(fix.btf);
	return object_error_memory(err, XSK_OBJECT_PHASE_RELOCATE);
}
