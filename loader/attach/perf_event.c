// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "loader/attach/perf_event.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <linux/perf_event.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/scoped.h"
#include "base/syscall.h"
#include "loader/kernel/capabilities.h"
#include "loader/result.h"

struct perf_link {
	struct bpf_link link;
	int perf_fd; /* -1: link.fd is it */
	struct perf_probe probe;
};

static int detach(struct bpf_link *link)
{
	struct perf_link *own = (struct perf_link *)link;
	int perf_fd = own->perf_fd >= 0 ? own->perf_fd : link->fd;
	int code = sys_ioctl(perf_fd, PERF_EVENT_IOC_DISABLE, NULL);

	if (own->perf_fd >= 0)
		close(own->perf_fd);
	own->perf_fd = -1;
	if (*own->probe.name) {
		/* The kernel keeps a probe that an event still uses: the descriptor goes first. */
		if (link->fd >= 0)
			close(link->fd);
		link->fd = -1;
		code = tracefs_probe_remove(own->probe.kind, own->probe.name);
	}
	return code < 0 ? code : 0;
}

/* What disconnect leaves to us: the event goes on through the bpf_link alone. */
static void release(struct bpf_link *link)
{
	struct perf_link *own = (struct perf_link *)link;

	if (own->perf_fd >= 0)
		close(own->perf_fd);
}

/* Or the event takes no program of this kind, as kernels with links say it too. */
static bool lacks_links(const struct bpf_program *program, int code)
{
	return (code == -EINVAL || code == -EOPNOTSUPP) &&
	       !capability_has(CAPABILITY_PERF_LINK, program->object->token_fd);
}

/* A descriptor of a bpf_link; or -1, and the program stands on the event itself. */
static int connect_program(const struct bpf_program *program, int perf_fd,
	const struct perf_attachment *attachment, int *link_fd)
{
	LIBBPF_OPTS(bpf_link_create_opts, opts, .perf_event.bpf_cookie = attachment->cookie);
	int code = -EOPNOTSUPP;

	*link_fd = -1;
	if (!attachment->force_ioctl) {
		code = bpf_link_create(program->fd, perf_fd, BPF_PERF_EVENT, &opts);
		if (code >= 0) {
			*link_fd = code;
			return 0;
		}
		if (!lacks_links(program, code) || attachment->require_link)
			return code;
	}
	if (attachment->cookie)
		return -EOPNOTSUPP;
	return sys_ioctl(perf_fd, PERF_EVENT_IOC_SET_BPF, (void *)(long)program->fd);
}

struct bpf_link *perf_event_attach(
	const struct bpf_program *program, int perf_fd, const struct perf_attachment *attachment)
{
	struct perf_link *own;
	int code, link_fd;

	if (attach_check_loaded(program))
		return NULL;
	own = (struct perf_link *)link_new(sizeof(*own));
	if (!own)
		return attach_fail(program, -ENOMEM, NULL, "no memory");
	code = connect_program(program, perf_fd, attachment, &link_fd);
	if (!code && !attachment->dont_enable) {
		code = sys_ioctl(perf_fd, PERF_EVENT_IOC_ENABLE, NULL);
		if (code && link_fd >= 0)
			close(link_fd);
	}
	if (code) {
		const char *remedy = NULL;

		free(own);
		if (code == -EOPNOTSUPP && attachment->cookie)
			remedy = "cookies of perf events need Linux 5.15";
		else if (code == -EINVAL)
			remedy = "is the program of the type that this event takes?";
		return attach_fail(program, code, remedy, "perf event: %s", error_name(code));
	}
	own->link.fd = link_fd >= 0 ? link_fd : perf_fd;
	own->perf_fd = link_fd >= 0 ? perf_fd : -1;
	own->link.detach = detach;
	own->link.release = release;
	own->link.is_slow = true;
	if (attachment->probe)
		own->probe = *attachment->probe;
	return &own->link;
}

struct bpf_link *bpf_program__attach_perf_event_opts(
	const struct bpf_program *prog, int pfd, const struct bpf_perf_event_opts *opts)
{
	const struct perf_attachment attachment = {
		.cookie = OPTION_GET(opts, bpf_cookie, 0),
		.force_ioctl = OPTION_GET(opts, force_ioctl_attach, false),
		.dont_enable = OPTION_GET(opts, dont_enable, false),
	};

	if (!OPTS_VALID(opts, bpf_perf_event_opts))
		return attach_refuse_opts(prog, "perf event");
	if (pfd < 0)
		return attach_fail(
			prog, -EINVAL, "perf_event_open() makes one", "perf event: no descriptor (%d)", pfd);
	return perf_event_attach(prog, pfd, &attachment);
}

struct bpf_link *bpf_program__attach_perf_event(const struct bpf_program *prog, int pfd)
{
	return bpf_program__attach_perf_event_opts(prog, pfd, NULL);
}

/* A small file of the PMU's; negative errno. */
static int read_pmu_file(const char *pmu, const char *file, char *text, size_t bytes)
{
	char path[128];
	scoped_fd int fd = -1;
	ssize_t got;

	snprintf(path, sizeof(path), "/sys/bus/event_source/devices/%s/%s", pmu, file);
	fd = sys_open(path, O_RDONLY);
	if (fd < 0)
		return fd;
	got = sys_read(fd, text, bytes - 1);
	if (got < 0)
		return (int)got;
	text[got] = '\0';
	return 0;
}

int perf_probe_pmu_type(const char *pmu)
{
	char text[32];
	int code = read_pmu_file(pmu, "type", text, sizeof(text));

	return code ? code : atoi(text);
}

int perf_probe_return_bit(const char *pmu)
{
	char text[32];
	int code = read_pmu_file(pmu, "format/retprobe", text, sizeof(text)), bit;

	if (code)
		return code;
	return sscanf(text, "config:%d", &bit) == 1 && bit >= 0 && bit < 64 ? bit : -EINVAL;
}
