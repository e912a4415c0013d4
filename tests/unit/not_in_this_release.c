// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* What the headers declare and this release lacks says so; phases of an error have names. */
#include <bpf/libbpf.h>
#include <errno.h>
#include <string.h>
#include <xsk/object.h>

#include "tests/harness/test.h"

static char last_line[256];

static int keep_line(enum libbpf_print_level level, const char *format, va_list args)
{
	return vsnprintf(last_line, sizeof(last_line), format, args);
}

static void check_code(int code, const char *function)
{
	CHECK_INT(code, -EOPNOTSUPP);
	CHECK_INT(errno, EOPNOTSUPP);
	CHECK_TEXT(last_line, function);
	*last_line = 0;
	errno = 0;
}

int main(void)
{
	test_begin();
	libbpf_set_print(keep_line);
	check_code(bpf_linker__new("file", NULL) ? 0 : -errno, "bpf_linker__new()");
	check_code(bpf_linker__new_fd(0, NULL) ? 0 : -errno, "bpf_linker__new_fd()");
	check_code(bpf_linker__add_file(NULL, "file", NULL), "bpf_linker__add_file()");
	check_code(bpf_linker__add_fd(NULL, 0, NULL), "bpf_linker__add_fd()");
	check_code(bpf_linker__add_buf(NULL, NULL, 0, NULL), "bpf_linker__add_buf()");
	check_code(bpf_linker__finalize(NULL), "bpf_linker__finalize()");
	check_code(bpf_object__gen_loader(NULL, NULL), "bpf_object__gen_loader()");
	bpf_linker__free(NULL);

	CHECK(xsk_object__phase_name(XSK_OBJECT_PHASE_BTF));
	CHECK(strcmp(xsk_object__phase_name(XSK_OBJECT_PHASE_BTF),
		      xsk_object__phase_name(XSK_OBJECT_PHASE_PROGRAM_LOAD)) != 0);
	return test_end();
}
