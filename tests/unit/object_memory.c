// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * How many allocations an open makes, and of how much: few, and growing with the file, because everything of a
 * spec lives in one arena; and each of them may fail, with nothing left behind.
 */
#include <errno.h>
#include <malloc.h>
#include <string.h>

#include "loader/object/object.h"
#include "tests/harness/object_file.h"
#include "tests/harness/test.h"

/* Counted, and made to fail, in front of libc's: the archive's calls come here. */
void *__real_malloc(size_t bytes);
void *__real_calloc(size_t count, size_t bytes);
void *__real_realloc(void *old, size_t bytes);
void *__wrap_malloc(size_t bytes);
void *__wrap_calloc(size_t count, size_t bytes);
void *__wrap_realloc(void *old, size_t bytes);

static unsigned int allocations, fail_at;
static size_t allocated;

static bool fails(size_t bytes)
{
	allocations++;
	allocated += bytes;
	return fail_at && allocations == fail_at;
}

void *__wrap_malloc(size_t bytes)
{
	return fails(bytes) ? NULL : __real_malloc(bytes);
}

void *__wrap_calloc(size_t count, size_t bytes)
{
	return fails(count * bytes) ? NULL : __real_calloc(count, bytes);
}

void *__wrap_realloc(void *old, size_t bytes)
{
	return fails(bytes) ? NULL : __real_realloc(old, bytes);
}

static int open_counted(const struct object_file *file, unsigned int fail, struct xsk_object_error *err)
{
	allocations = 0;
	allocated = 0;
	fail_at = fail;
	return object_file_open(file, NULL, err);
}

static void check_counts(struct object_file *file)
{
	struct xsk_object_error err;

	object_file_load(file, "everything");
	CHECK_INT(open_counted(file, 0, &err), 0);
	printf("everything.%s.o: %zu bytes; open: %u allocations of ours, %zu bytes\n", file->compiler,
		file->size, allocations, allocated);
	CHECK(allocations <= 40);
	CHECK(allocated <= 100 * 1024);
	object_file_free(file);
	object_file_load(file, "tiny");
	CHECK_INT(open_counted(file, 0, &err), 0);
	printf("tiny.%s.o: %zu bytes; open: %u allocations of ours, %zu bytes\n", file->compiler, file->size,
		allocations, allocated);
	CHECK(allocations <= 20);
	CHECK(allocated <= 24 * 1024);
}

static void check_failures(struct object_file *file)
{
	struct xsk_object_error err;
	unsigned int failed = 0;

	object_file_load(file, "everything");
	for (unsigned int n = 1;; n++) {
		int code = open_counted(file, n, &err);

		if (allocations < n)
			break;
		if (code != -ENOMEM || !err.text[0])
			test_failed(__FILE__, __LINE__, "allocation %u fails: %d, \"%s\"", n, code, err.text);
		failed++;
	}
	CHECK(failed > 10);
	CHECK_INT(open_counted(file, 0, &err), 0);
}

int main(void)
{
	test_begin();
	libbpf_set_print(NULL);
	object_file_each_compiler(check_counts);
	object_file_each_compiler(check_failures);
	return test_end();
}
