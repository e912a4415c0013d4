// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Opening and loading BPF objects under injection: by path, from memory, with our own error record, by a
 * skeleton; a plain object, one of maps, one of subprograms, one of programs for several hooks.
 */
#include <bpf/libbpf.h>
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>
#include <xsk/object.h>

#include "tests/fault/subject.h"
#include "tests/harness/object_file.h"
#include "tests/harness/private_mounts.h"
#include "tests/harness/test.h"

#define PINNED "/sys/fs/bpf/pinned" /* by maps.bpf.c */

struct opened {
	struct object_file file;
	char path[512];
	const char *const *only; /* programs to load; NULL: all */
	struct bpf_object *object;
};

static const char *const without[] = { "malloc by complete_datasecs # qsort sorts in place",
	"malloc by assemble # goes without BTF", "bpf 18 # BTF is for reading, this object does without",
	"fcntl 1030 @bpf_btf_load # likewise",
	"open /sys/fs/bpf @token_create # no token, if the kernel does not ask for one",
	"bpf 36 @token_create # likewise", "bpf 0 @map_create # made again without BTF",
	"fcntl 1030 @map_create # likewise", NULL };

static int code_of(const struct bpf_object *object)
{
	return object ? 0 : -errno;
}

static int open_file(void *context)
{
	struct opened *opened = context;

	opened->object = bpf_object__open_file(opened->path, NULL);
	return code_of(opened->object);
}

static int open_memory(void *context)
{
	struct opened *opened = context;

	opened->object = bpf_object__open_mem(opened->file.bytes, opened->file.size, NULL);
	return code_of(opened->object);
}

static int load(void *context)
{
	struct opened *opened = context;
	struct bpf_program *program;
	int code = open_memory(context);

	if (code)
		return code;
	bpf_object__for_each_program(program, opened->object)
	{
		bool wanted = !opened->only;

		for (const char *const *name = opened->only; name && *name && !wanted; name++)
			wanted = strcmp(*name, bpf_program__name(program)) == 0;
		bpf_program__set_autoload(program, wanted);
	}
	code = bpf_object__load(opened->object);
	if (code) {
		bpf_object__close(opened->object);
		opened->object = NULL;
	}
	return code;
}

static void close_object(void *context)
{
	struct opened *opened = context;

	bpf_object__close(opened->object);
	opened->object = NULL;
	/* What a load pins stays for others. */
	unlink(PINNED);
}

static bool nothing_pinned(void *context)
{
	return CHECK(access(PINNED, F_OK) != 0);
}

static struct opened read_object(const char *name, const char *const *only)
{
	static char compiler[] = TEST_BPF_COMPILERS;
	struct opened opened = { .file.compiler = compiler, .only = only };

	compiler[strcspn(compiler, " ")] = '\0';
	object_file_load(&opened.file, name);
	snprintf(opened.path, sizeof(opened.path), "%s/%s.%.*s.bpfel.o", TEST_BPF_DIR, name,
		(int)strcspn(TEST_BPF_COMPILERS, " "), TEST_BPF_COMPILERS);
	return opened;
}

static void inject(const char *name, const char *const *only)
{
	struct opened opened = read_object(name, only);
	char text[3][64];

	snprintf(text[0], sizeof(text[0]), "bpf_object__open_file, %s", name);
	snprintf(text[1], sizeof(text[1]), "bpf_object__open_mem, %s", name);
	snprintf(text[2], sizeof(text[2]), "bpf_object__open_mem and load, %s", name);
	subject_inject(&(struct subject){
		text[0], open_file, close_object, .context = &opened, .without = without });
	subject_inject(&(struct subject){
		text[1], open_memory, close_object, .context = &opened, .without = without });
	subject_inject(&(struct subject){
		text[2], load, close_object, nothing_pinned, .context = &opened, .without = without });
	object_file_free(&opened.file);
}

/* What a generated header holds, made anew each time. */
struct skeleton {
	struct object_file *file;
	struct bpf_object_skeleton *skeleton;
	struct bpf_object *object;
	struct bpf_map *bss;
	struct bpf_program *program;
	struct bpf_link *link;
	void *variables;
};

static int open_load_attach(void *context)
{
	struct skeleton *own = context;
	struct bpf_object_skeleton *skeleton = calloc(1, sizeof(*skeleton));
	struct bpf_map_skeleton *map = calloc(1, sizeof(*map));
	struct bpf_prog_skeleton *program = calloc(1, sizeof(*program));
	struct bpf_program *each;
	int code = -ENOMEM;

	if (!skeleton || !map || !program) {
		free(skeleton);
		free(map);
		free(program);
		return code;
	}
	*own = (struct skeleton){ .file = own->file, .skeleton = skeleton };
	*skeleton = (struct bpf_object_skeleton){ .sz = sizeof(*skeleton),
		.name = "hooks",
		.data = own->file->bytes,
		.data_sz = own->file->size,
		.obj = &own->object,
		.map_cnt = 1,
		.map_skel_sz = sizeof(*map),
		.maps = map,
		.prog_cnt = 1,
		.prog_skel_sz = sizeof(*program),
		.progs = program };
	*map = (struct bpf_map_skeleton){ "hooks.bss", &own->bss, &own->variables };
	*program = (struct bpf_prog_skeleton){ "on_tracepoint", &own->program, &own->link };
	code = bpf_object__open_skeleton(skeleton, NULL);
	if (!code) {
		bpf_object__for_each_program(each, own->object)
			bpf_program__set_autoload(each, each == own->program);
		code = bpf_object__load_skeleton(skeleton);
	}
	if (!code)
		code = bpf_object__attach_skeleton(skeleton);
	if (code)
		bpf_object__destroy_skeleton(skeleton);
	return code;
}

static void destroy(void *context)
{
	bpf_object__destroy_skeleton(((struct skeleton *)context)->skeleton);
}

static void inject_skeleton(void)
{
	struct opened opened = read_object("hooks", NULL);
	struct skeleton own = { .file = &opened.file };

	subject_inject(&(struct subject){ "bpf_object__open_skeleton, load, attach", open_load_attach,
		destroy, .context = &own, .without = without });
	object_file_free(&opened.file);
}

static void *do_nothing(void *argument)
{
	return argument;
}

/* libc keeps the stack of a thread that ended for the next one. */
static void warm_up_threads(void)
{
	pthread_t threads[8];

	for (int i = 0; i < 8; i++)
		REQUIRE(pthread_create(&threads[i], NULL, do_nothing, NULL) == 0);
	for (int i = 0; i < 8; i++)
		pthread_join(threads[i], NULL);
}

int main(void)
{
	static const char *const some_hooks[] = { "on_xdp", "on_tracepoint", "on_tp_btf", "on_tcx_ingress",
		"on_iterator", NULL };

	test_begin();
	test_needs_root();
	REQUIRE(private_mounts());
	CHECK(mount("tracefs", "/sys/kernel/tracing", "tracefs", 0, NULL) == 0 || errno == EBUSY);
	REQUIRE(mount("bpf", "/sys/fs/bpf", "bpf", 0, NULL) == 0);
	if (!*TEST_BPF_COMPILERS)
		test_skip("no clang");
	if (!getenv("XSK_TEST_VERBOSE"))
		libbpf_set_print(NULL);
	warm_up_threads();
	inject("tiny", NULL);
	inject("maps", NULL);
	inject("subprograms", NULL);
	inject("hooks", some_hooks);
	inject_skeleton();
	return test_end();
}
