// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Handlers registered for section names, seen from an object: setup at open, its refusal, their end before it. */
#include <errno.h>
#include <string.h>

#include "loader/object/object.h"
#include "tests/harness/object_file.h"
#include "tests/harness/test.h"

static int calls, answer;

static int setup(struct bpf_program *program, long cookie)
{
	calls++;
	CHECK_INT(cookie, 77);
	CHECK(!strcmp(bpf_program__name(program), "pass"));
	/* The object is complete, and its program may be changed. */
	CHECK_INT(bpf_program__type(program), BPF_PROG_TYPE_SOCKET_FILTER);
	CHECK_INT(bpf_program__set_flags(program, 5), 0);
	return answer;
}

static void check_setup(struct object_file *file)
{
	LIBBPF_OPTS(libbpf_prog_handler_opts, opts, .cookie = 77, .prog_setup_fn = setup);
	int id = libbpf_register_prog_handler("xdp", BPF_PROG_TYPE_SOCKET_FILTER, 0, &opts);
	struct xsk_object_error err;
	struct bpf_object *object;
	struct bpf_program *program;

	CHECK(id > 0);
	calls = 0;
	answer = 0;
	object_file_load(file, "tiny");
	object = bpf_object__open_mem(file->bytes, file->size, NULL);
	REQUIRE(object);
	CHECK_INT(calls, 1);
	program = bpf_object__next_program(object, NULL);
	CHECK_INT(bpf_program__flags(program), 5);
	/* The handler may go; the object keeps what it was told. */
	CHECK_INT(libbpf_unregister_prog_handler(id), 0);
	CHECK(program->has_definition && program->definition.setup == setup &&
		program->definition.cookie == 77);
	bpf_object__close(object);

	id = libbpf_register_prog_handler("xdp", BPF_PROG_TYPE_SOCKET_FILTER, 0, &opts);
	answer = -ENOLINK;
	CHECK_INT(object_file_open(file, NULL, &err), -ENOLINK);
	CHECK_INT(err.phase, XSK_OBJECT_PHASE_PROGRAMS);
	CHECK(!strcmp(err.program, "pass") && !strcmp(err.section, "xdp"));
	CHECK_TEXT(err.text, "the handler registered for section xdp refused it");
	CHECK_INT(libbpf_unregister_prog_handler(id), 0);
}

/* "xdp" becomes "abc", in the section's name and where .BTF.ext names it. */
static void rename_section(struct object_file *file)
{
	const struct btf_header *btf = object_file_contents(file, ".BTF");
	char *strings = (char *)btf + btf->hdr_len + btf->str_off;

	memcpy(strings + object_file_string(file, "xdp"), "abc", 3);
	memcpy((char *)object_file_contents(file, ".strtab") + object_file_section(file, "xdp")->sh_name, "abc", 3);
}

/* What only the fallback knows keeps its handler whatever type it is given. */
static void check_fallback(struct object_file *file)
{
	int id = libbpf_register_prog_handler(NULL, BPF_PROG_TYPE_SYSCALL, 0, NULL);
	struct bpf_object *object;
	struct bpf_program *program;

	object_file_load(file, "tiny");
	rename_section(file);
	object = bpf_object__open_mem(file->bytes, file->size, NULL);
	REQUIRE(object);
	program = bpf_object__next_program(object, NULL);
	CHECK(!strcmp(bpf_program__section_name(program), "abc"));
	CHECK_INT(bpf_program__type(program), BPF_PROG_TYPE_SYSCALL);
	CHECK_INT(bpf_program__set_type(program, BPF_PROG_TYPE_XDP), 0);
	CHECK(program->has_definition);
	bpf_object__close(object);
	CHECK_INT(libbpf_unregister_prog_handler(id), 0);

	/* And without it the type is unknown, which is no error before load. */
	object = bpf_object__open_mem(file->bytes, file->size, NULL);
	REQUIRE(object);
	CHECK_INT(bpf_program__type(bpf_object__next_program(object, NULL)), BPF_PROG_TYPE_UNSPEC);
	bpf_object__close(object);
}

int main(void)
{
	test_begin();
	libbpf_set_print(NULL);
	object_file_each_compiler(check_setup);
	object_file_each_compiler(check_fallback);
	return test_end();
}
