// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * What the kernel has got of an object after load, as it reports it itself: programs with their instructions,
 * maps with their contents, BTF. Each object is loaded as it is, then each program alone that this left out.
 * Ids, descriptors and addresses of allocated memory are replaced by names; built once with libbpf and once
 * with ours, the two outputs are compared. What the kernel refuses must be refused with the same error.
 */
#include <errno.h>
#include <linux/btf.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>
#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>

#include "kernel_report.h"

#include "tests/harness/private_mounts.h"

static char pins[] = "/tmp/xsk-object-load-XXXXXX";

static int print_or_not(enum libbpf_print_level level, const char *format, va_list args)
{
	return getenv("XSK_TEST_VERBOSE") && level <= LIBBPF_INFO ? vfprintf(stderr, format, args) : 0;
}

static struct bpf_object *open_object(const char *path)
{
	LIBBPF_OPTS(bpf_object_open_opts, opts, .pin_root_path = pins,
		.kconfig = "CONFIG_LETTER=y\nCONFIG_DEFAULT_HOSTNAME=\"(none)\"\n");
	struct bpf_object *object = bpf_object__open_file(path, &opts);
	bool is_off = false;
	struct bpf_map *map;

	/*
	 * libbpf takes only the first struct of a section "?.struct_ops" for one that is not to be created.
	 */
	bpf_object__for_each_map(map, object)
	{
		if (bpf_map__type(map) != BPF_MAP_TYPE_STRUCT_OPS)
			continue;
		is_off |= !bpf_map__autocreate(map);
		bpf_map__set_autocreate(map, !is_off);
	}
	return object;
}

static void show_loaded(struct bpf_object *object)
{
	struct report report = { .object = object };
	struct bpf_program *program;
	struct bpf_map *map;

	bpf_object__for_each_program(program, object)
	{
		if (bpf_program__fd(program) >= 0)
			report_program(&report, program);
	}
	bpf_object__for_each_map(map, object)
	{
		if (bpf_map__autocreate(map))
			report_map(&report, map);
	}
	report_btf(bpf_object__btf_fd(object));
}

static bool load_whole(const char *path)
{
	struct bpf_object *object = open_object(path);
	int code;

	if (!object) {
		printf("open: errno %d\n", errno);
		return false;
	}
	code = (errno = 0, bpf_object__load(object));
	printf("load: %d errno %d\n", code, code ? errno : 0);
	if (!code)
		show_loaded(object);
	bpf_object__close(object);
	return !code;
}

/*
 * Only the @index-th program, and those that are called by tail calls: libbpf refuses an array of programs
 * that names one which is not loaded (compat/api_object). Not if @others and it is loaded anyway. false:
 * there is no such program.
 */
static bool load_one(const char *path, int index, bool others)
{
	struct bpf_object *object = open_object(path);
	struct bpf_program *program, *wanted = NULL;
	bool is_done = false;
	int code, at = 0;

	if (!object)
		return false;
	bpf_object__for_each_program(program, object)
	{
		if (at == index)
			is_done = others && bpf_program__autoload(program);
		bpf_program__set_autoload(program, at == index || strstr(bpf_program__name(program), "tail"));
		if (at++ == index)
			wanted = program;
	}
	if (wanted && !is_done) {
		code = (errno = 0, bpf_object__load(object));
		printf("---- %s, section %s: %d errno %d\n", bpf_program__name(wanted),
			bpf_program__section_name(wanted), code, code ? errno : 0);
		if (!code)
			show_loaded(object);
	}
	bpf_object__close(object);
	return wanted;
}

/* A file system for pins that nobody else sees. */
static int own_pins(void)
{
	if (!mkdtemp(pins) || !private_mounts() || mount("bpf", pins, "bpf", 0, NULL))
		return perror("a bpf file system for pins"), -1;
	return 0;
}

/*
 * Without kprobes libbpf cannot find out whether system calls take a struct pt_regs, ours asks the kernel's
 * BTF: what depends on LINUX_HAS_SYSCALL_WRAPPER is then another program.
 */
static bool left_out(const char *path)
{
	return (strstr(path, "header_tracing") || strstr(path, "kernel_hooks")) &&
	       access("/sys/bus/event_source/devices/kprobe", F_OK);
}

int main(int argc, char **argv)
{
	bool others;

	if (geteuid()) {
		printf("skipped: not root\n");
		return 77;
	}

	libbpf_set_print(print_or_not);
	if (own_pins())
		return 1;
	for (int i = 1; i < argc; i++) {
		printf("==== %s\n", strrchr(argv[i], '/') ? strrchr(argv[i], '/') + 1 : argv[i]);
		if (left_out(argv[i])) {
			printf("left out: no kprobes\n");
			continue;
		}
		others = load_whole(argv[i]);
		for (int index = 0; load_one(argv[i], index, others);)
			index++;
	}
	umount(pins);
	rmdir(pins);
	return 0;
}
