// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "loader/attach/uprobe.h"

#include <errno.h>
#include <inttypes.h>
#include <linux/perf_event.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/syscall.h"
#include "loader/attach/binary.h"
#include "loader/elf/locate.h"
#include "loader/kernel/capabilities.h"
#include "loader/result.h"

/* Bits 32 to 63 of attr.config (kernel: PERF_UPROBE_REF_CTR_OFFSET_SHIFT). */
enum { SEMAPHORE_SHIFT = 32 };

static int open_event(struct perf_event_attr *attr, pid_t pid)
{
	/* A process on any CPU, or all processes on one: the probe is hit wherever they run. */
	return sys_perf_event_open(attr,
		pid < 0 ? -1
		: pid   ? pid
			: getpid(),
		pid < 0 ? 0 : -1, -1, PERF_FLAG_FD_CLOEXEC);
}

static int open_by_pmu(const struct uprobe *uprobe)
{
	struct perf_event_attr attr = { .size = sizeof(attr) };
	int type = perf_probe_pmu_type("uprobe");
	int bit = uprobe->at_return ? perf_probe_return_bit("uprobe") : 0;

	if (type < 0 || bit < 0)
		return type < 0 ? type : bit;
	if (uprobe->semaphore >> SEMAPHORE_SHIFT)
		return -EINVAL;
	attr.type = (__u32)type;
	if (uprobe->at_return)
		attr.config |= 1ull << bit;
	attr.config |= uprobe->semaphore << SEMAPHORE_SHIFT;
	attr.config1 = (__u64)(uintptr_t)uprobe->path;
	attr.config2 = uprobe->offset;
	return open_event(&attr, uprobe->pid);
}

static int open_by_tracefs(const struct uprobe *uprobe, struct perf_probe *probe)
{
	struct perf_event_attr attr = { .size = sizeof(attr), .type = PERF_TYPE_TRACEPOINT };
	const char *slash = strrchr(uprobe->path, '/');
	char where[PATH_MAX + 64];
	int code;

	if (uprobe->semaphore)
		return -EOPNOTSUPP;
	probe->kind = TRACEFS_UPROBES;
	tracefs_probe_name(probe->name, slash ? slash + 1 : uprobe->path, uprobe->offset);
	snprintf(where, sizeof(where), "%s:0x%" PRIx64, uprobe->path, uprobe->offset);
	code = tracefs_probe_add(TRACEFS_UPROBES, probe->name, uprobe->at_return, where);
	if (code) {
		probe->name[0] = '\0';
		return code;
	}
	code = tracefs_probe_id(TRACEFS_UPROBES, probe->name);
	if (code >= 0) {
		attr.config = (__u64)code;
		code = open_event(&attr, uprobe->pid);
	}
	if (code < 0) {
		tracefs_probe_remove(TRACEFS_UPROBES, probe->name);
		probe->name[0] = '\0';
	}
	return code;
}

static const char *remedy_for(int code)
{
	if (code == -EACCES || code == -EPERM)
		return "needs CAP_PERFMON";
	if (code == -EINVAL || code == -EIO || code == -ENOTSUP)
		return "not at an instruction of the file's code";
	if (code == -ESRCH)
		return "no such process";
	if (code == -ENOENT)
		return "no such file, or a kernel without CONFIG_UPROBE_EVENTS";
	return NULL;
}

struct bpf_link *uprobe_attach(const struct bpf_program *program, const struct uprobe *uprobe,
	struct perf_attachment *attachment, bool by_tracefs)
{
	struct perf_probe probe = { 0 };
	struct bpf_link *link;
	int fd;

	fd = by_tracefs ? open_by_tracefs(uprobe, &probe) : open_by_pmu(uprobe);
	if (fd < 0)
		return attach_fail(program, fd, remedy_for(fd), "u%sprobe %s:0x%" PRIx64 ": %s",
			uprobe->at_return ? "ret" : "", uprobe->path, uprobe->offset, error_name(fd));
	attachment->probe = *probe.name ? &probe : NULL;
	link = perf_event_attach(program, fd, attachment);
	if (!link) {
		close(fd);
		if (attachment->probe)
			tracefs_probe_remove(TRACEFS_UPROBES, probe.name);
	}
	return link;
}

/* The path, and the offset of @function in the file added to the caller's. */
static int resolve(const char *binary_path, const char *function, char path[PATH_MAX], uint64_t *offset,
	struct xsk_error *err)
{
	struct binary binary;
	uint64_t start;
	int code;

	if (!function) {
		char *member;

		code = binary_find(binary_path, path, err);
		member = code ? NULL : strstr(path, "!/");
		if (!member)
			return code;
		/* An offset in a member counts from the member's start. */
	}
	code = binary_open(&binary, binary_path, err);
	if (code)
		return code;
	strcpy(path, binary.path);
	start = 0;
	if (function)
		code = elf_function_offset(binary.elf, function, &start, err);
	*offset += start + binary.base;
	binary_close(&binary);
	return code;
}

struct bpf_link *bpf_program__attach_uprobe_opts(const struct bpf_program *prog, pid_t pid,
	const char *binary_path, size_t func_offset, const struct bpf_uprobe_opts *opts)
{
	enum probe_attach_mode mode = OPTION_GET(opts, attach_mode, PROBE_ATTACH_MODE_DEFAULT);
	struct perf_attachment attachment = { .cookie = OPTION_GET(opts, bpf_cookie, 0) };
	const char *function = OPTION_GET(opts, func_name, NULL);
	struct uprobe uprobe = { .offset = func_offset,
		.semaphore = OPTION_GET(opts, ref_ctr_offset, 0),
		.pid = pid,
		.at_return = OPTION_GET(opts, retprobe, false) };
	char path[PATH_MAX];
	struct xsk_error err;
	int code;

	if (!OPTS_VALID(opts, bpf_uprobe_opts))
		return attach_refuse_opts(prog, "uprobe");
	if (!binary_path)
		return attach_fail(prog, -EINVAL, "the path of a program or library", "uprobe: no path");
	if (mode > PROBE_ATTACH_MODE_LINK)
		return attach_fail(
			prog, -EINVAL, "one of enum probe_attach_mode", "uprobe: attach mode %d", mode);
	attachment.force_ioctl = mode == PROBE_ATTACH_MODE_LEGACY || mode == PROBE_ATTACH_MODE_PERF;
	attachment.require_link = mode == PROBE_ATTACH_MODE_LINK;
	if (attachment.require_link && !capability_has(CAPABILITY_PERF_LINK, prog->object->token_fd))
		return attach_fail(
			prog, -EOPNOTSUPP, "Linux 5.15", "uprobe: this kernel has no links for perf events");
	code = resolve(binary_path, function, path, &uprobe.offset, &err);
	if (code)
		return attach_fail(prog, code, NULL, "uprobe %s: %s", function ? function : "", err.text);
	uprobe.path = path;
	return uprobe_attach(prog, &uprobe, &attachment,
		mode == PROBE_ATTACH_MODE_LEGACY ||
			(mode == PROBE_ATTACH_MODE_DEFAULT && perf_probe_pmu_type("uprobe") < 0));
}

struct bpf_link *bpf_program__attach_uprobe(
	const struct bpf_program *prog, bool retprobe, pid_t pid, const char *binary_path, size_t func_offset)
{
	LIBBPF_OPTS(bpf_uprobe_opts, opts, .retprobe = retprobe);

	return bpf_program__attach_uprobe_opts(prog, pid, binary_path, func_offset, &opts);
}
