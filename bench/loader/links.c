// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * links OBJECT: attaches the twelve tracepoint programs of the object and ends their links one by one;
 * with our library then once more each by the skeleton's teardown and in the background. Prints the time
 * of each in us.
 */
#include <bpf/libbpf.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mount.h>

#include "bench/loader/calls.h"
#ifdef LIBRARY_OURS
#include <xsk/object.h>
#endif

enum { LINKS_LIMIT = 16 };

static struct bpf_link *links[LINKS_LIMIT];
static struct bpf_program *programs[LINKS_LIMIT];
static int count;

static void attach(void)
{
	for (int i = 0; i < count; i++) {
		links[i] = bpf_program__attach(programs[i]);
		if (!links[i]) {
			perror("attach");
			exit(1);
		}
	}
}

static void one_by_one(void)
{
	uint64_t start = calls_wall_ns();

	for (int i = 0; i < count; i++)
		bpf_link__destroy(links[i]);
	printf("one_by_one_us %.0f\n", (double)(calls_wall_ns() - start) / 1000);
}

#ifdef LIBRARY_OURS
/* As a generated header's detach: libbpf's call on a skeleton that holds the links. */
static void teardown(struct bpf_object *object, unsigned int flags, const char *name)
{
	struct bpf_prog_skeleton elements[LINKS_LIMIT];
	struct bpf_object_skeleton skeleton = { .sz = sizeof(skeleton),
		.obj = &object,
		.prog_cnt = count,
		.prog_skel_sz = sizeof(*elements),
		.progs = elements };
	uint64_t start;

	for (int i = 0; i < count; i++)
		elements[i] =
			(struct bpf_prog_skeleton){ bpf_program__name(programs[i]), &programs[i], &links[i] };
	xsk_object__set_detach(object, flags);
	start = calls_wall_ns();
	bpf_object__detach_skeleton(&skeleton);
	printf("%s_us %.0f\n", name, (double)(calls_wall_ns() - start) / 1000);
	xsk_links__wait();
}
#endif

int main(int argc, char **argv)
{
	struct bpf_object *object = argc == 2 ? bpf_object__open(argv[1]) : NULL;
	struct bpf_program *program;

	/* The tracepoints' ids stand in tracefs, which not every system shows. */
	if (unshare(CLONE_NEWNS) || mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) ||
		mount("tracefs", "/sys/kernel/tracing", "tracefs", 0, NULL))
		perror("tracefs");
	if (!object || bpf_object__load(object))
		return 1;
	bpf_object__for_each_program(program, object) if (count < LINKS_LIMIT) programs[count++] = program;
	attach();
	one_by_one();
#ifdef LIBRARY_OURS
	attach();
	teardown(object, 0, "teardown");
	attach();
	teardown(object, XSK_DETACH_BACKGROUND, "background");
#endif
	bpf_object__close(object);
	return 0;
}
