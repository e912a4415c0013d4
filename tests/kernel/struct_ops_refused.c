// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Tables that this kernel cannot take: each is refused at load or attach, and the line names table and
 * member.
 */
#include <bpf/bpf.h>
#include <errno.h>
#include <string.h>
#include <xsk/object.h>

#include "tests/bpf/congestion.h"
#include "tests/harness/bpf_object.h"
#include "tests/harness/test.h"

/* An object in which this table alone is created. */
static struct bpf_object *open_with(const char *name)
{
	struct bpf_object *object = object_open("congestion");
	struct bpf_map *map;

	bpf_object__for_each_map(map, object) if (bpf_map__type(map) == BPF_MAP_TYPE_STRUCT_OPS)
		bpf_map__set_autocreate(map, strcmp(bpf_map__name(map), name) == 0);
	return object;
}

static void check_load(struct bpf_object *object, int code, const char *part)
{
	const struct xsk_object_error *error = xsk_object__error(object);

	CHECK_INT(bpf_object__load(object), code);
	CHECK_INT(errno, -code);
	CHECK_TEXT(error->text, part);
	bpf_object__close(object);
}

static void test_members(void)
{
	static const struct {
		const char *map, *line;
		int code;
	} cases[] = {
		{ "unknown_value", "unknown_value.of_no_kernel: this kernel's struct has no such member",
			-ENOTSUP },
		{ "unknown_function", "unknown_function.function_of_no_kernel", -ENOTSUP },
		{ "wide", "wide.flags: this kernel's member has another size", -ENOTSUP },
		{ "kind", "kind.flags: this kernel's member is of another kind", -ENOTSUP },
		{ "bits", "bits.flags: bitfields", -ENOTSUP },
		{ "twice", "twice.", -EINVAL },
		{ "of_no_kernel", "no struct_ops of struct no_such_ops", -ESRCH },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		check_load(open_with(cases[i].map), cases[i].code, cases[i].line);
}

/* What users put into the shadow. */
static void test_shadow(void)
{
	struct tcp_congestion_ops___short *plain;
	struct bpf_object *object = open_with("plain");
	size_t bytes;

	plain = bpf_map__initial_value(object_map(object, "plain"), &bytes);
	plain->of_no_kernel = 7;
	check_load(object, -ENOTSUP, "plain.of_no_kernel");

	object = open_with("plain");
	plain = bpf_map__initial_value(object_map(object, "plain"), &bytes);
	plain->cong_avoid = (void *)object_program(object, "of_another_type");
	check_load(object, -EINVAL, "plain.cong_avoid: its program is of another type");

	object = open_with("plain");
	plain = bpf_map__initial_value(object_map(object, "plain"), &bytes);
	plain->cong_avoid = (void *)object;
	check_load(object, -EINVAL, "plain.cong_avoid: what stands in the function's place is no program");

	/* The kernel asks for this one. */
	object = open_with("plain");
	plain = bpf_map__initial_value(object_map(object, "plain"), &bytes);
	plain->ssthresh = NULL;
	CHECK_INT(bpf_object__load(object), 0);
	CHECK(bpf_program__fd(object_program(object, "threshold")) < 0);
	CHECK(bpf_map__attach_struct_ops(object_map(object, "plain")) == NULL);
	CHECK_INT(errno, EINVAL);
	CHECK_TEXT(xsk_object__error(object)->text, "attach struct_ops plain");
	bpf_object__close(object);
}

/* A member that exists, but that BPF programs may not implement: the verifier says it. */
static void test_unsupported(void)
{
	struct bpf_object *object = open_with("unsupported");

	bpf_program__set_autoload(object_program(object, "info"), true);
	CHECK(bpf_object__load(object) < 0);
	CHECK_TEXT(xsk_object__error(object)->text, "info");
	CHECK_TEXT(xsk_object__error(object)->text, "get_info");
	bpf_object__close(object);
}

/* A struct_ops program that stands in no table. */
static void test_no_table(void)
{
	struct bpf_object *object = open_with("plain");

	bpf_program__set_autoload(object_program(object, "spare_avoid"), true);
	CHECK(bpf_object__load(object) < 0);
	CHECK_TEXT(xsk_object__error(object)->text, "spare_avoid");
	CHECK_TEXT(xsk_object__error(object)->text, "stands in no table");
	bpf_object__close(object);
}

static void test_attach(void)
{
	struct bpf_object *object = open_with("plain");
	struct bpf_map *map = object_map(object, "plain");

	CHECK(bpf_map__attach_struct_ops(map) == NULL);
	CHECK_INT(errno, EINVAL);
	CHECK_TEXT(xsk_object__error(object)->text, "bpf_object__load() first");
	CHECK_INT(bpf_object__load(object), 0);
	CHECK(bpf_map__attach_struct_ops(object_map(object, "congesti.bss")) == NULL);
	CHECK_INT(errno, EINVAL);
	CHECK_TEXT(xsk_object__error(object)->text, "no struct_ops");
	CHECK(bpf_map__attach_struct_ops(object_map(object, "wide")) == NULL);
	CHECK_INT(errno, EINVAL);
	bpf_object__close(object);
}

int main(void)
{
	test_begin();
	test_needs_root();
	test_members();
	test_shadow();
	test_unsupported();
	test_no_table();
	test_attach();
	return test_end();
}
