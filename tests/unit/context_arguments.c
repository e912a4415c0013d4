// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Arguments tagged "arg:ctx" on kernels that do not know the tag: func_info of a global function names a type
 * whose argument is the context's struct, one for each type of program; what is right already, or not global,
 * stays.
 */
#include <errno.h>
#include <string.h>

#include "loader/btf/btf.h"
#include "tests/harness/fake_kernel.h"
#include "tests/harness/object_file.h"
#include "tests/harness/test.h"

static struct bpf_object *plan(const struct object_file *file, bool lacks_tags, enum bpf_prog_type type)
{
	LIBBPF_OPTS(bpf_object_open_opts, opts, .object_name = "subprograms");
	struct fake_kernel kernel = { .lacks_context_tags = lacks_tags };
	struct xsk_object_error err = { 0 };
	struct bpf_program *program;
	struct bpf_object *object;

	if (xsk_object__open_mem(&object, file->bytes, file->size, &opts, &err))
		test_failed(__FILE__, __LINE__, "open: %s", err.text);
	REQUIRE(object);
	bpf_object__for_each_program(program, object)
	{
		if (type)
			CHECK_INT(bpf_program__set_type(program, type), 0);
	}
	if (fake_kernel_plan(&kernel, object, &err))
		test_failed(__FILE__, __LINE__, "plan: %s", err.text);
	REQUIRE(!test_has_failed());
	return object;
}

/* The FUNC that some loaded program's func_info has for a function of that name; 0: none. */
static uint32_t function_in_info(const struct bpf_object *object, const struct btf *btf, const char *name)
{
	for (uint32_t i = 0; i < object->spec->program_count; i++) {
		const struct bpf_program *program = &object->programs[i];

		for (uint32_t j = 0; j < program->function_info_count; j++) {
			const struct bpf_func_info *info =
				(struct bpf_func_info *)((char *)program->function_info +
							 (size_t)j * program->function_info_bytes);

			if (!strcmp(btf_name_of(btf, btf__type_by_id(btf, info->type_id)), name))
				return info->type_id;
		}
	}
	return 0;
}

/* The name of what an argument points at, and of the argument. */
static void check_argument(const struct btf *btf, uint32_t function, uint32_t index, const char *pointee)
{
	const struct btf_type *type = btf__type_by_id(btf, function);
	const struct btf_param *param = btf_params(btf__type_by_id(btf, type->type)) + index;
	const struct btf_type *pointer = btf__type_by_id(btf, param->type);

	CHECK(btf_is_ptr(pointer));
	CHECK_TEXT(btf_name_of(btf, btf__type_by_id(btf, pointer->type)), pointee);
	CHECK_TEXT(btf__name_by_offset(btf, param->name_off), "ctx");
}

static void each(struct object_file *file)
{
	struct bpf_object *object;
	const struct btf *before, *after;
	uint32_t untyped, typed;

	object_file_load(file, "subprograms");
	/* A kernel that knows the tag gets the object's own BTF. */
	object = plan(file, false, 0);
	before = object->spec->btf;
	CHECK(!object->load->btf);
	untyped = function_in_info(object, before, "with_untyped_context");
	typed = function_in_info(object, before, "with_context");
	CHECK(untyped && typed && untyped < btf__type_cnt(before));
	bpf_object__close(object);

	/* One that does not: void * becomes struct xdp_md *; what is that already stays as it is. */
	object = plan(file, true, 0);
	before = object->spec->btf;
	after = object->load->btf;
	REQUIRE(after);
	CHECK(!btf_validate(after, NULL));
	CHECK_INT(function_in_info(object, after, "with_context"), typed);
	untyped = function_in_info(object, after, "with_untyped_context");
	CHECK(untyped >= btf__type_cnt(before));
	check_argument(after, untyped, 0, "xdp_md");
	CHECK_INT(btf_vlen(btf__type_by_id(after, btf__type_by_id(after, untyped)->type)), 2);
	CHECK_INT(btf_vlen(btf__type_by_id(after, untyped)), BTF_FUNC_GLOBAL);
	/* The spec stays what the file says. */
	CHECK_INT(btf__type_cnt(before) < btf__type_cnt(after), 1);
	bpf_object__close(object);

	/* As programs of another type both are another's context. */
	object = plan(file, true, BPF_PROG_TYPE_SCHED_CLS);
	after = object->load->btf;
	REQUIRE(after);
	check_argument(after, function_in_info(object, after, "with_context"), 0, "__sk_buff");
	check_argument(after, function_in_info(object, after, "with_untyped_context"), 0, "__sk_buff");
	bpf_object__close(object);

	object = plan(file, true, BPF_PROG_TYPE_KPROBE);
	after = object->load->btf;
	REQUIRE(after);
	check_argument(after, function_in_info(object, after, "with_context"), 0, "bpf_user_pt_regs_t");
	bpf_object__close(object);

	/* A type of program whose context has no struct of its own: nothing to write. */
	object = plan(file, true, BPF_PROG_TYPE_SYSCALL);
	CHECK(!object->load->btf);
	bpf_object__close(object);
	object_file_free(file);
}

int main(void)
{
	test_begin();
	object_file_each_compiler(each);
	return test_end();
}
