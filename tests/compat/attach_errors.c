// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * What each attach function answers to input that is wrong in one way: every function on every program of
 * tests/bpf/hooks.bpf.c, loaded, not loaded and without privilege. Written against libbpf's documentation;
 * built once with it and once with ours, and the outputs are compared. Ours must have a record with a remedy
 * each time.
 */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/netfilter.h>
#include <linux/perf_event.h>
#include <net/if.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/harness/private_mounts.h"

/* Ours; NULL in the program that is built with libbpf. */
struct xsk_object_error;
__attribute__((weak)) const struct xsk_object_error *xsk_object__error(const struct bpf_object *object);

static struct bpf_object *object;
static int null_fd, event_fd;
static int without_remedy;
static union bpf_iter_link_info no_map;
static const char *name_vfs_read[] = { "vfs_read" }, *name_absent[] = { "no_such_function" },
		  *name_getpgid[] = { "getpgid" };
static unsigned long offset[] = { 4096 };
static char last_line[1024];

static int keep_line(enum libbpf_print_level level, const char *format, va_list args)
{
	if (level == LIBBPF_WARN)
		vsnprintf(last_line, sizeof(last_line), format, args);
	return 0;
}

/* Options that are larger than any library knows, with something at the end. */
#define UNKNOWN(type)                   \
	((const struct type *)&(union { \
		struct type opts;       \
		struct {                \
			size_t sz;      \
			char rest[512]; \
		} bytes;                \
	}){ .bytes = { .sz = sizeof(size_t) + 512, .rest = { [511] = 1 } } })

typedef struct bpf_link *attach_call(const struct bpf_program *program);

#define CALL(name, call)                                                \
	static struct bpf_link *name(const struct bpf_program *program) \
	{                                                               \
		return call;                                            \
	}

/* With padding that is zero, as both libraries want it. */
#define OPTS(type, ...)                               \
	({                                            \
		static struct type kept;              \
		LIBBPF_OPTS(type, made, __VA_ARGS__); \
		memcpy(&kept, &made, sizeof(kept));   \
		&kept;                                \
	})

CALL(automatic, bpf_program__attach(program))
CALL(perf_no_fd, bpf_program__attach_perf_event(program, -1))
CALL(perf_null, bpf_program__attach_perf_event(program, null_fd))
CALL(perf_unknown, bpf_program__attach_perf_event_opts(program, event_fd, UNKNOWN(bpf_perf_event_opts)))
CALL(kprobe_absent, bpf_program__attach_kprobe(program, false, "no_such_function"))
CALL(kprobe_return_absent, bpf_program__attach_kprobe(program, true, "no_such_function"))
CALL(kprobe_unknown, bpf_program__attach_kprobe_opts(program, "vfs_read", UNKNOWN(bpf_kprobe_opts)))
CALL(kprobe_legacy, bpf_program__attach_kprobe_opts(program, "no_such_function",
			    OPTS(bpf_kprobe_opts, .attach_mode = PROBE_ATTACH_MODE_LEGACY)))
CALL(kprobe_mode, bpf_program__attach_kprobe_opts(program, "no_such_function",
			  OPTS(bpf_kprobe_opts, .attach_mode = (enum probe_attach_mode)9)))
CALL(kprobes_none, bpf_program__attach_kprobe_multi_opts(program, "no_such_function*", NULL))
CALL(kprobes_nothing, bpf_program__attach_kprobe_multi_opts(program, NULL, NULL))
CALL(kprobes_both, bpf_program__attach_kprobe_multi_opts(
			   program, "vfs_*", OPTS(bpf_kprobe_multi_opts, .syms = name_vfs_read, .cnt = 1)))
CALL(kprobes_absent, bpf_program__attach_kprobe_multi_opts(
			     program, NULL, OPTS(bpf_kprobe_multi_opts, .syms = name_absent, .cnt = 1)))
CALL(kprobes_session_return, bpf_program__attach_kprobe_multi_opts(program, "vfs_read",
				     OPTS(bpf_kprobe_multi_opts, .session = true, .retprobe = true)))
CALL(kprobes_unknown,
	bpf_program__attach_kprobe_multi_opts(program, "vfs_read", UNKNOWN(bpf_kprobe_multi_opts)))
CALL(ksyscall_absent, bpf_program__attach_ksyscall(program, "no_such_call", NULL))
CALL(ksyscall_unknown, bpf_program__attach_ksyscall(program, "getpgid", UNKNOWN(bpf_ksyscall_opts)))
CALL(uprobe_no_file, bpf_program__attach_uprobe(program, false, -1, "/no/such/file", 0))
CALL(uprobe_no_path, bpf_program__attach_uprobe(program, false, -1, NULL, 0))
CALL(uprobe_no_library, bpf_program__attach_uprobe_opts(
				program, -1, "libnosuch.so.1", 0, OPTS(bpf_uprobe_opts, .func_name = "x")))
CALL(uprobe_no_elf, bpf_program__attach_uprobe_opts(
			    program, -1, "/proc/self/status", 0, OPTS(bpf_uprobe_opts, .func_name = "x")))
CALL(uprobe_absent, bpf_program__attach_uprobe_opts(program, -1, "libc.so.6", 0,
			    OPTS(bpf_uprobe_opts, .func_name = "no_such_function")))
CALL(uprobe_no_process, bpf_program__attach_uprobe_opts(program, 0x3fffffff, "libc.so.6", 0,
				OPTS(bpf_uprobe_opts, .func_name = "getpgid")))
CALL(uprobe_beyond, bpf_program__attach_uprobe(program, false, -1, "/bin/sh", 1UL << 40))
CALL(uprobe_mode,
	bpf_program__attach_uprobe_opts(program, -1, "libc.so.6", 0,
		OPTS(bpf_uprobe_opts, .func_name = "getpgid", .attach_mode = (enum probe_attach_mode)9)))
CALL(uprobe_unknown, bpf_program__attach_uprobe_opts(program, -1, "/bin/sh", 0, UNKNOWN(bpf_uprobe_opts)))
CALL(uprobes_no_path, bpf_program__attach_uprobe_multi(program, -1, NULL, "x*", NULL))
CALL(uprobes_no_file, bpf_program__attach_uprobe_multi(program, -1, "/no/such/file", "x*", NULL))
CALL(uprobes_none, bpf_program__attach_uprobe_multi(program, -1, "libc.so.6", "no_such_function*", NULL))
CALL(uprobes_nothing, bpf_program__attach_uprobe_multi(program, -1, "libc.so.6", NULL, NULL))
CALL(uprobes_both, bpf_program__attach_uprobe_multi(program, -1, "libc.so.6", "getpg*",
			   OPTS(bpf_uprobe_multi_opts, .syms = name_getpgid, .cnt = 1)))
CALL(uprobes_absent, bpf_program__attach_uprobe_multi(program, -1, "libc.so.6", NULL,
			     OPTS(bpf_uprobe_multi_opts, .syms = name_absent, .cnt = 1)))
CALL(uprobes_too_many, bpf_program__attach_uprobe_multi(program, -1, "libc.so.6", NULL,
			       OPTS(bpf_uprobe_multi_opts, .offsets = offset, .cnt = 1u << 21)))
CALL(uprobes_unknown,
	bpf_program__attach_uprobe_multi(program, -1, "libc.so.6", "getpgid", UNKNOWN(bpf_uprobe_multi_opts)))
CALL(usdt_no_file, bpf_program__attach_usdt(program, -1, "/no/such/file", "a", "b", NULL))
CALL(usdt_no_path, bpf_program__attach_usdt(program, -1, NULL, "a", "b", NULL))
CALL(usdt_no_elf, bpf_program__attach_usdt(program, -1, "/proc/self/status", "a", "b", NULL))
CALL(usdt_no_notes, bpf_program__attach_usdt(program, -1, "/bin/true", "a", "b", NULL))
CALL(usdt_unknown, bpf_program__attach_usdt(program, -1, "/bin/true", "a", "b", UNKNOWN(bpf_usdt_opts)))
CALL(tracepoint_absent, bpf_program__attach_tracepoint(program, "syscalls", "no_such_event"))
CALL(tracepoint_no_group, bpf_program__attach_tracepoint(program, "no_such_group", "x"))
CALL(tracepoint_unknown, bpf_program__attach_tracepoint_opts(
				 program, "syscalls", "sys_enter_getpgid", UNKNOWN(bpf_tracepoint_opts)))
CALL(raw_absent, bpf_program__attach_raw_tracepoint(program, "no_such_tracepoint"))
CALL(raw_unknown, bpf_program__attach_raw_tracepoint_opts(program, "sys_enter",
			  (struct bpf_raw_tracepoint_opts *)UNKNOWN(bpf_raw_tracepoint_opts)))
CALL(trace, bpf_program__attach_trace(program))
CALL(trace_unknown, bpf_program__attach_trace_opts(program, UNKNOWN(bpf_trace_opts)))
CALL(lsm, bpf_program__attach_lsm(program))
CALL(iterator, bpf_program__attach_iter(program, NULL))
CALL(iterator_no_map, bpf_program__attach_iter(
			      program, OPTS(bpf_iter_attach_opts, .link_info = &no_map, .link_info_len = 3)))
CALL(iterator_unknown, bpf_program__attach_iter(program, UNKNOWN(bpf_iter_attach_opts)))
CALL(cgroup_no_fd, bpf_program__attach_cgroup(program, -1))
CALL(cgroup_null, bpf_program__attach_cgroup(program, null_fd))
CALL(cgroup_both, bpf_program__attach_cgroup_opts(
			  program, null_fd, OPTS(bpf_cgroup_opts, .relative_fd = 1, .relative_id = 1)))
CALL(cgroup_unknown, bpf_program__attach_cgroup_opts(program, null_fd, UNKNOWN(bpf_cgroup_opts)))
CALL(netns_no_fd, bpf_program__attach_netns(program, -1))
CALL(netns_null, bpf_program__attach_netns(program, null_fd))
CALL(sockmap_no_fd, bpf_program__attach_sockmap(program, -1))
CALL(sockmap_null, bpf_program__attach_sockmap(program, null_fd))
CALL(xdp_zero, bpf_program__attach_xdp(program, 0))
CALL(xdp_absent, bpf_program__attach_xdp(program, 99999))
CALL(xdp_negative, bpf_program__attach_xdp(program, -1))
CALL(tcx_zero, bpf_program__attach_tcx(program, 0, NULL))
CALL(tcx_absent, bpf_program__attach_tcx(program, 99999, NULL))
CALL(tcx_both, bpf_program__attach_tcx(program, 1, OPTS(bpf_tcx_opts, .relative_fd = 1, .relative_id = 1)))
CALL(tcx_no_relative, bpf_program__attach_tcx(
			      program, 1, OPTS(bpf_tcx_opts, .flags = 1 << 3, .relative_fd = (__u32)null_fd)))
CALL(tcx_revision, bpf_program__attach_tcx(program, 1, OPTS(bpf_tcx_opts, .expected_revision = 99)))
CALL(tcx_unknown, bpf_program__attach_tcx(program, 1, UNKNOWN(bpf_tcx_opts)))
CALL(netkit_zero, bpf_program__attach_netkit(program, 0, NULL))
CALL(netkit_none, bpf_program__attach_netkit(program, 1, NULL))
CALL(netkit_both,
	bpf_program__attach_netkit(program, 1, OPTS(bpf_netkit_opts, .relative_fd = 1, .relative_id = 1)))
CALL(netkit_unknown, bpf_program__attach_netkit(program, 1, UNKNOWN(bpf_netkit_opts)))
CALL(netfilter_none, bpf_program__attach_netfilter(program, NULL))
CALL(netfilter_family, bpf_program__attach_netfilter(program, OPTS(bpf_netfilter_opts, .pf = 99)))
CALL(netfilter_hook, bpf_program__attach_netfilter(program,
			     OPTS(bpf_netfilter_opts, .pf = NFPROTO_IPV4, .hooknum = 99, .priority = 5)))
CALL(netfilter_unknown, bpf_program__attach_netfilter(program, UNKNOWN(bpf_netfilter_opts)))
CALL(freplace_nothing, bpf_program__attach_freplace(program, 0, NULL))
CALL(freplace_name_alone, bpf_program__attach_freplace(program, 0, "x"))
CALL(freplace_fd_alone, bpf_program__attach_freplace(program, null_fd, NULL))
CALL(freplace_null, bpf_program__attach_freplace(program, null_fd, "x"))

#define NAMED(call)         \
	{                   \
#call, call \
	}
static const struct {
	const char *name;
	attach_call *call;
} calls[] = { NAMED(automatic), NAMED(perf_no_fd), NAMED(perf_null), NAMED(perf_unknown),
	NAMED(kprobe_absent), NAMED(kprobe_return_absent), NAMED(kprobe_unknown), NAMED(kprobe_legacy),
	NAMED(kprobe_mode), NAMED(kprobes_none), NAMED(kprobes_nothing), NAMED(kprobes_both),
	NAMED(kprobes_absent), NAMED(kprobes_session_return), NAMED(kprobes_unknown), NAMED(ksyscall_absent),
	NAMED(ksyscall_unknown), NAMED(uprobe_no_file), NAMED(uprobe_no_path), NAMED(uprobe_no_library),
	NAMED(uprobe_no_elf), NAMED(uprobe_absent), NAMED(uprobe_no_process), NAMED(uprobe_beyond),
	NAMED(uprobe_mode), NAMED(uprobe_unknown), NAMED(uprobes_no_path), NAMED(uprobes_no_file),
	NAMED(uprobes_none), NAMED(uprobes_nothing), NAMED(uprobes_both), NAMED(uprobes_absent),
	NAMED(uprobes_too_many), NAMED(uprobes_unknown), NAMED(usdt_no_file), NAMED(usdt_no_path),
	NAMED(usdt_no_elf), NAMED(usdt_no_notes), NAMED(usdt_unknown), NAMED(tracepoint_absent),
	NAMED(tracepoint_no_group), NAMED(tracepoint_unknown), NAMED(raw_absent), NAMED(raw_unknown),
	NAMED(trace), NAMED(trace_unknown), NAMED(lsm), NAMED(iterator), NAMED(iterator_no_map),
	NAMED(iterator_unknown), NAMED(cgroup_no_fd), NAMED(cgroup_null), NAMED(cgroup_both),
	NAMED(cgroup_unknown), NAMED(netns_no_fd), NAMED(netns_null), NAMED(sockmap_no_fd),
	NAMED(sockmap_null), NAMED(xdp_zero), NAMED(xdp_absent), NAMED(xdp_negative), NAMED(tcx_zero),
	NAMED(tcx_absent), NAMED(tcx_both), NAMED(tcx_no_relative), NAMED(tcx_revision), NAMED(tcx_unknown),
	NAMED(netkit_zero), NAMED(netkit_none), NAMED(netkit_both), NAMED(netkit_unknown),
	NAMED(netfilter_none), NAMED(netfilter_family), NAMED(netfilter_hook), NAMED(netfilter_unknown),
	NAMED(freplace_nothing), NAMED(freplace_name_alone), NAMED(freplace_fd_alone), NAMED(freplace_null) };

static void show(const char *state, const char *name, const struct bpf_program *program, attach_call *call)
{
	struct bpf_link *link;

	*last_line = '\0';
	errno = 0;
	link = call(program);
	printf("%s %s %s: %s %d\n", state, bpf_program__name(program), name, link ? "link" : "refused",
		link ? 0 : errno);
	/* Ours ends a line with what to do, in brackets. */
	if (!link && xsk_object__error && !strstr(last_line, ")\n")) {
		fprintf(stderr, "no remedy: %s %s %s: %s", state, bpf_program__name(program), name,
			*last_line ? last_line : "no line\n");
		without_remedy++;
	}
	bpf_link__destroy(link);
}

static void show_all(const char *state)
{
	struct bpf_program *program;

	bpf_object__for_each_program(program, object)
	{
		for (size_t i = 0; i < sizeof(calls) / sizeof(*calls); i++)
			show(state, calls[i].name, program, calls[i].call);
	}
}

/* The programs that this kernel takes. */
static void load(const char *path)
{
	struct bpf_program *program;

	object = bpf_object__open(path);
	if (!object)
		exit(1);
	bpf_object__for_each_program(program, object)
	{
		const char *name = bpf_program__name(program);

		if (strcmp(name, "on_kprobe") == 0 || strcmp(name, "on_usdt") == 0)
			bpf_program__set_autoload(program, strcmp(name, "on_usdt") == 0);
	}
	if (bpf_object__load(object)) {
		fprintf(stderr, "%s", last_line);
		exit(1);
	}
}

static void show_unprivileged(void)
{
	pid_t child;
	int status;

	fflush(stdout);
	child = fork();
	if (!child) {
		if (setresgid(65534, 65534, 65534) || setresuid(65534, 65534, 65534))
			_exit(1);
		show_all("unprivileged");
		fflush(stdout);
		_exit(without_remedy > 200 ? 200 : without_remedy);
	}
	waitpid(child, &status, 0);
	without_remedy += WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}

int main(int argc, char **argv)
{
	struct perf_event_attr attr = { .size = sizeof(attr),
		.type = PERF_TYPE_SOFTWARE,
		.config = PERF_COUNT_SW_CPU_CLOCK,
		.sample_period = 1000000 };

	if (argc < 2)
		return 1;
	if (geteuid()) {
		printf("skipped: needs root\n");
		return 77;
	}
	libbpf_set_print(keep_line);
	if (unshare(CLONE_NEWNET) || !private_mounts())
		return 1;
	mount("tracefs", "/sys/kernel/tracing", "tracefs", 0, NULL);
	null_fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
	event_fd = (int)syscall(SYS_perf_event_open, &attr, 0, -1, -1, PERF_FLAG_FD_CLOEXEC);
	object = bpf_object__open(argv[1]);
	if (!object)
		return 1;
	show_all("not_loaded");
	bpf_object__close(object);
	load(argv[1]);
	show_all("loaded");
	show_unprivileged();
	bpf_object__close(object);
	if (without_remedy)
		fprintf(stderr, "%d answers without a remedy\n", without_remedy);
	return without_remedy ? 1 : 0;
}
