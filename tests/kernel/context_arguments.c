// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Global functions with arguments tagged "arg:ctx" load, by the tag where the kernel knows it and by the
 * types that the loader writes where it does not; both ways on a kernel that knows it.
 */
#include <bpf/libbpf.h>
#include <string.h>
#include <xsk/object.h>

#include "loader/kernel/capabilities.h"
#include "tests/harness/test.h"

static void check_load(const char *path)
{
	struct bpf_object *object = bpf_object__open(path);
	struct bpf_program *program;

	REQUIRE(object);
	bpf_object__for_each_program(program, object)
		bpf_program__set_autoload(program, !strcmp(bpf_program__name(program), "context_arguments"));
	if (bpf_object__load(object))
		test_failed(__FILE__, __LINE__, "%s: %s", path, xsk_object__error(object)->text);
	CHECK(bpf_object__btf_fd(object) >= 0);
	bpf_object__close(object);
}

int main(void)
{
	static const char *const paths[] = { TEST_BPF_DIR "/subprograms.clang.bpfel.o",
		TEST_BPF_DIR "/subprograms.clang-19.bpfel.o" };

	test_needs_root();
	test_begin();
	for (size_t i = 0; i < sizeof(paths) / sizeof(*paths); i++) {
		if (!strstr(TEST_BPF_COMPILERS, i ? "clang-19" : "clang"))
			continue;
		check_load(paths[i]);
		capability_override(CAPABILITY_ARG_CTX, CAPABILITY_NO);
		check_load(paths[i]);
		capability_override(CAPABILITY_ARG_CTX, CAPABILITY_UNKNOWN);
	}
	return test_end();
}
