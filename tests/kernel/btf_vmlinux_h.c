// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * The kernel's types printed as C compile for BPF, and for this machine, where the compiler gives every
 * struct the size, and every member the place, that BTF says (for BPF va_list is another type). Likewise some
 * layouts of our own.
 */
#include "loader/btf/btf.h"

#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/harness/test.h"

extern char **environ;

static const char *compiler;

static int run(const char *const *arguments)
{
	pid_t pid;
	int status;

	if (posix_spawnp(&pid, arguments[0], NULL, NULL, (char **)arguments, environ))
		return -1;
	waitpid(pid, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

__attribute__((format(printf, 2, 0))) static void print(void *context, const char *format, va_list args)
{
	vfprintf(context, format, args);
}

/* Several types of one name are printed with numbers: those are left out. */
static uint32_t print_assertions(FILE *out, const struct btf *btf)
{
	char *names = calloc(btf_strings_end(btf), 1);
	uint32_t count = 0;

	for (uint32_t id = 1; id < btf__type_cnt(btf); id++) {
		const struct btf_type *type = btf__type_by_id(btf, id);

		if ((btf_is_composite(type) || btf_is_any_enum(type) || btf_is_fwd(type)) &&
			names[type->name_off] < 2)
			names[type->name_off]++;
	}
	for (uint32_t id = 1; id < btf__type_cnt(btf); id++) {
		const struct btf_type *type = btf__type_by_id(btf, id);
		const char *kind = btf_is_struct(type) ? "struct" : "union", *name = btf_name_of(btf, type);

		if (!btf_is_composite(type) || !*name || names[type->name_off] != 1)
			continue;
		count++;
		fprintf(out, "_Static_assert(sizeof(%s %s) == %u, \"\");\n", kind, name, type->size);
		for (uint32_t i = 0; i < btf_vlen(type); i++) {
			const char *member = btf__name_by_offset(btf, btf_members(type)[i].name_off);

			if (*member && !btf_member_bitfield_size(type, i))
				fprintf(out, "_Static_assert(__builtin_offsetof(%s %s, %s) == %u, \"\");\n",
					kind, name, member, btf_member_bit_offset(type, i) / 8);
		}
	}
	free(names);
	return count;
}

static void check(const struct btf *btf, uint32_t at_least)
{
	char path[] = "/tmp/btf_vmlinux_h.XXXXXX";
	FILE *out = fdopen(mkstemp(path), "w");
	struct btf_dump *d = btf_dump__new(btf, print, out, NULL);
	uint32_t count;
	const char *bpf[] = { compiler, "-fsyntax-only", "-w", "-ferror-limit=5", "-x", "c", path, "-target",
		"bpf", NULL };
	const char *native[] = { compiler, "-fsyntax-only", "-w", "-ferror-limit=5", "-x", "c", path, NULL };

	REQUIRE(out && d);
	for (uint32_t id = 1; id < btf__type_cnt(btf); id++)
		CHECK_INT(btf_dump__dump_type(d, id), 0);
	fprintf(out, "#ifndef __bpf__\n");
	count = print_assertions(out, btf);
	printf("%u structs and unions to compare\n", count);
	CHECK(count >= at_least);
	fprintf(out, "#endif\n");
	btf_dump__free(d);
	fclose(out);
	if (CHECK(run(bpf) == 0) && CHECK(run(native) == 0))
		unlink(path);
	else
		printf("left in %s\n", path);
}

/* Bits and gaps in the ways that compilers put them. */
static const char source[] =
	"typedef unsigned char u8; typedef unsigned long long u64;\n"
	"struct b1 { int a:1; int :0; int b:3; long c:40; char d; };\n"
	"struct b2 { char a; int :24; int b:3; }; struct b3 { char a; int :0; int b:3; };\n"
	"struct b4 { short a; char b:4; int c:20; char d; long e:33; u8 f:8; };\n"
	"struct __attribute__((packed)) p1 { char a; int b; long c; };\n"
	"struct __attribute__((packed)) p2 { char a; struct p1 b[3]; short c:5; short d:7; };\n"
	"struct al { char c; int x __attribute__((aligned(16))); char y; } __attribute__((aligned(64)));\n"
	"struct emp {}; struct emp2 { struct emp e; int x; struct emp f; };\n"
	"union un { int a; char b[7]; struct { int q; u8 z:3; } in; };\n"
	"struct pa { char a; long :64; char b; int :5; int c:2; long d; };\n"
	"enum big { BIG = 1LL << 40 }; enum __attribute__((mode(byte))) tiny { TINY };\n"
	"struct en { enum tiny t; enum big b; enum { X } x; enum tiny u; };\n"
	"struct fl { int n; u64 data[]; }; struct fp { int (*f[3])(char *, ...); int (*g)[3][4]; };\n"
	"struct gap { char a[3]; char b __attribute__((aligned(8))); char z; };\n"
	"struct bf { u64 a:1, b:2, c:61; unsigned d:31; u8 e:1; unsigned long f:33; short g:3; int h; };\n"
	"struct b1 v1; struct b2 v2; struct b3 v3; struct b4 v4; struct p2 v5; struct al v6; struct emp2 "
	"v7;\n"
	"union un v8; struct pa v9; struct en v10; struct fl v11; struct fp v12; struct gap v13; struct bf "
	"v14;\n";

static void own_layouts(void)
{
	char text[] = "/tmp/btf_layouts.XXXXXX", object[] = "/tmp/btf_layouts_o.XXXXXX";
	const char *const arguments[] = { compiler, "-target", "bpf", "-g", "-c", "-x", "c", text, "-o",
		object, NULL };
	FILE *out = fdopen(mkstemp(text), "w");
	struct btf *btf;

	close(mkstemp(object));
	fputs(source, out);
	fclose(out);
	REQUIRE(run(arguments) == 0);
	btf = btf__parse(object, NULL);
	REQUIRE(btf);
	check(btf, 15);
	btf__free(btf);
	unlink(text);
	unlink(object);
}

int main(void)
{
	static const char *const compilers[] = { "clang-19", "clang" };
	struct btf *btf;

	test_begin();
	for (size_t i = 0; i < sizeof(compilers) / sizeof(*compilers); i++) {
		compiler = compilers[i];
		if (run((const char *const[]){ compiler, "--version", NULL }) == 0)
			break;
		compiler = NULL;
	}
	if (!compiler)
		test_skip("no clang");
	own_layouts();
	btf = btf__load_vmlinux_btf();
	if (!btf)
		test_skip("this kernel has no BTF");
	check(btf, 4000);
	btf__free(btf);
	return test_end();
}
