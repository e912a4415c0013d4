// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Kernel functions: by the kprobe PMU (Linux 4.17), else by an event of tracefs. */
#include <errno.h>
#include <linux/perf_event.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/syscall.h"
#include "loader/attach/perf_event.h"
#include "loader/kernel/capabilities.h"
#include "loader/result.h"

/* Where: a function and an offset in it, or, without a name, an address. */
struct kprobe {
	const char *function;
	size_t offset;
	bool at_return;
};

static int open_by_pmu(const struct kprobe *kprobe)
{
	struct perf_event_attr attr = { .size = sizeof(attr) };
	int type = perf_probe_pmu_type("kprobe");
	int bit = kprobe->at_return ? perf_probe_return_bit("kprobe") : 0;

	if (type < 0 || bit < 0)
		return type < 0 ? type : bit;
	attr.type = (__u32)type;
	if (kprobe->at_return)
		attr.config |= 1ull << bit;
	attr.config1 = (__u64)(uintptr_t)kprobe->function;
	attr.config2 = kprobe->offset;
	return sys_perf_event_open(&attr, -1, 0, -1, PERF_FLAG_FD_CLOEXEC);
}

static int open_by_tracefs(const struct kprobe *kprobe, struct perf_probe *probe)
{
	struct perf_event_attr attr = { .size = sizeof(attr), .type = PERF_TYPE_TRACEPOINT };
	char where[256];
	int code;

	if (!kprobe->function)
		return -EOPNOTSUPP;
	probe->kind = TRACEFS_KPROBES;
	tracefs_probe_name(probe->name, kprobe->function, kprobe->offset);
	if (snprintf(where, sizeof(where), "%s+0x%zx", kprobe->function, kprobe->offset) >=
		(int)sizeof(where))
		return -ENAMETOOLONG;
	code = tracefs_probe_add(TRACEFS_KPROBES, probe->name, kprobe->at_return, where);
	if (code) {
		probe->name[0] = '\0';
		return code;
	}
	code = tracefs_probe_id(TRACEFS_KPROBES, probe->name);
	if (code >= 0) {
		attr.config = (__u64)code;
		code = sys_perf_event_open(&attr, -1, 0, -1, PERF_FLAG_FD_CLOEXEC);
	}
	if (code < 0) {
		tracefs_probe_remove(TRACEFS_KPROBES, probe->name);
		probe->name[0] = '\0';
	}
	return code;
}

static const char *remedy_for(int code, bool by_tracefs)
{
	/* A kernel without kprobes has neither the PMU nor the file. */
	if (code == -ENOENT && by_tracefs && perf_probe_pmu_type("kprobe") < 0)
		return "a kernel with CONFIG_KPROBES and CONFIG_KPROBE_EVENTS, and tracefs mounted";
	if (code == -ENOENT)
		return "no such function (/proc/kallsyms), or it was inlined";
	if (code == -EACCES || code == -EPERM)
		return "needs CAP_PERFMON";
	if (code == -EOPNOTSUPP)
		return "a kernel with CONFIG_KPROBES and CONFIG_KPROBE_EVENTS";
	if (code == -EINVAL || code == -EILSEQ)
		return "not at an instruction, or a function that must not be probed";
	return NULL;
}

/* 0, or a complaint: modes that ask for what this kernel does not have, or cannot give a cookie. */
static int choose(const struct bpf_program *program, enum probe_attach_mode mode, const struct kprobe *kprobe,
	struct perf_attachment *attachment, bool *by_tracefs)
{
	*by_tracefs = false;
	if (mode > PROBE_ATTACH_MODE_LINK)
		return -EINVAL;
	*by_tracefs = mode == PROBE_ATTACH_MODE_LEGACY ||
		      (mode == PROBE_ATTACH_MODE_DEFAULT && perf_probe_pmu_type("kprobe") < 0);
	attachment->force_ioctl = mode == PROBE_ATTACH_MODE_LEGACY || mode == PROBE_ATTACH_MODE_PERF;
	attachment->require_link = mode == PROBE_ATTACH_MODE_LINK;
	if (mode == PROBE_ATTACH_MODE_LINK &&
		!capability_has(CAPABILITY_PERF_LINK, program->object->token_fd))
		return -EOPNOTSUPP;
	return !kprobe->function && *by_tracefs ? -EOPNOTSUPP : 0;
}

struct bpf_link *bpf_program__attach_kprobe_opts(
	const struct bpf_program *prog, const char *func_name, const struct bpf_kprobe_opts *opts)
{
	struct perf_attachment attachment = { .cookie = OPTION_GET(opts, bpf_cookie, 0) };
	const struct kprobe kprobe = { func_name, OPTION_GET(opts, offset, 0),
		OPTION_GET(opts, retprobe, false) };
	struct perf_probe probe = { 0 };
	struct bpf_link *link;
	bool by_tracefs;
	int fd;

	if (!OPTS_VALID(opts, bpf_kprobe_opts))
		return attach_refuse_opts(prog, "kprobe");
	fd = choose(prog, OPTION_GET(opts, attach_mode, PROBE_ATTACH_MODE_DEFAULT), &kprobe, &attachment,
		&by_tracefs);
	if (!fd)
		fd = by_tracefs ? open_by_tracefs(&kprobe, &probe) : open_by_pmu(&kprobe);
	if (fd < 0)
		return attach_fail(prog, fd, remedy_for(fd, by_tracefs), "k%sprobe %s+0x%zx: %s",
			kprobe.at_return ? "ret" : "", func_name ? func_name : "", kprobe.offset,
			error_name(fd));
	attachment.probe = *probe.name ? &probe : NULL;
	link = perf_event_attach(prog, fd, &attachment);
	if (!link) {
		close(fd);
		if (attachment.probe)
			tracefs_probe_remove(TRACEFS_KPROBES, probe.name);
	}
	return link;
}

struct bpf_link *bpf_program__attach_kprobe(
	const struct bpf_program *prog, bool retprobe, const char *func_name)
{
	LIBBPF_OPTS(bpf_kprobe_opts, opts, .retprobe = retprobe);

	return bpf_program__attach_kprobe_opts(prog, func_name, &opts);
}

/* The prefix of system call functions, where they take struct pt_regs *. */
static const char *syscall_prefix(void)
{
#if defined(__x86_64__) || defined(__i386__)
	return "__x64_sys_";
#elif defined(__s390x__)
	return "__s390x_sys_";
#elif defined(__aarch64__)
	return "__arm64_sys_";
#elif defined(__riscv)
	return "__riscv_sys_";
#elif defined(__powerpc__)
	return "sys_";
#elif defined(__loongarch__)
	return "sys_";
#else
	return "__se_sys_";
#endif
}

struct bpf_link *bpf_program__attach_ksyscall(
	const struct bpf_program *prog, const char *syscall_name, const struct bpf_ksyscall_opts *opts)
{
	LIBBPF_OPTS(bpf_kprobe_opts, kprobe, .bpf_cookie = OPTION_GET(opts, bpf_cookie, 0),
		.retprobe = OPTION_GET(opts, retprobe, false));
	bool wrapped;
	char name[128];

	if (!OPTS_VALID(opts, bpf_ksyscall_opts))
		return attach_refuse_opts(prog, "system call");
	wrapped = capability_has(CAPABILITY_SYSCALL_WRAPPER, prog->object->token_fd);
	if (snprintf(name, sizeof(name), "%s%s", wrapped ? syscall_prefix() : "__se_sys_", syscall_name) >=
		(int)sizeof(name))
		return attach_fail(prog, -ENAMETOOLONG, "a system call that exists",
			"system call '%s': a name of that length", syscall_name);
	return bpf_program__attach_kprobe_opts(prog, name, &kprobe);
}
