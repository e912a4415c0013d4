// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Classic tracepoints: a perf event of the tracepoint's id. */
#include <errno.h>
#include <linux/perf_event.h>
#include <unistd.h>

#include "base/error.h"
#include "base/syscall.h"
#include "loader/attach/perf_event.h"
#include "loader/result.h"

struct bpf_link *bpf_program__attach_tracepoint_opts(const struct bpf_program *prog, const char *tp_category,
	const char *tp_name, const struct bpf_tracepoint_opts *opts)
{
	const struct perf_attachment attachment = { .cookie = OPTION_GET(opts, bpf_cookie, 0) };
	struct perf_event_attr attr = { .size = sizeof(attr), .type = PERF_TYPE_TRACEPOINT };
	struct bpf_link *link;
	int id, fd;

	if (!OPTS_VALID(opts, bpf_tracepoint_opts))
		return attach_refuse_opts(prog, "tracepoint");
	id = tracefs_event_id(tp_category, tp_name);
	if (id < 0)
		return attach_fail(prog, id,
			tracefs_is_mounted() ? "events/ in tracefs has those that exist"
					     : "mount -t tracefs tracefs /sys/kernel/tracing",
			"tracepoint %s/%s: %s", tp_category, tp_name, error_name(id));
	attr.config = (__u64)id;
	fd = sys_perf_event_open(&attr, -1, 0, -1, PERF_FLAG_FD_CLOEXEC);
	if (fd < 0)
		return attach_fail(prog, fd, fd == -EACCES || fd == -EPERM ? "needs CAP_PERFMON" : NULL,
			"tracepoint %s/%s: perf event: %s", tp_category, tp_name, error_name(fd));
	link = perf_event_attach(prog, fd, &attachment);
	if (!link)
		close(fd);
	return link;
}

struct bpf_link *bpf_program__attach_tracepoint(
	const struct bpf_program *prog, const char *tp_category, const char *tp_name)
{
	return bpf_program__attach_tracepoint_opts(prog, tp_category, tp_name, NULL);
}
