// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Lists of the kernel, twice. */
#include "tests/harness/leftovers.h"

#include <bpf/bpf.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/harness/test.h"

enum { IDS = 4096, KINDS = 3, WAITS = 300 /* of 10 ms: links of perf events end late */ };

static const struct {
	const char *name, *field; /* as /proc/PID/fdinfo says it */
	int (*next)(__u32 id, __u32 *next);
} kinds[KINDS] = { { "link", "link_id:", bpf_link_get_next_id },
	{ "program", "prog_id:", bpf_prog_get_next_id }, { "map", "map_id:", bpf_map_get_next_id } };

struct ids {
	unsigned int count, list[IDS];
};

static struct ids before[KINDS];
static int route_socket = -1;
static unsigned int qdiscs_before, interfaces_before;
static char cgroup_before[512];
static pid_t remembered_by;

static void list_ids(int kind, struct ids *ids)
{
	__u32 id = 0;

	ids->count = 0;
	while (ids->count < IDS && kinds[kind].next(id, &id) == 0)
		ids->list[ids->count++] = id;
}

static bool has_id(const struct ids *ids, unsigned int id)
{
	for (unsigned int i = 0; i < ids->count; i++)
		if (ids->list[i] == id)
			return true;
	return false;
}

/* How many messages a dump has, in the namespace that the socket is of. */
static unsigned int count_of(int type)
{
	static char answer[1 << 16];
	struct {
		struct nlmsghdr header;
		char body[sizeof(struct ifinfomsg) > sizeof(struct tcmsg) ? sizeof(struct ifinfomsg)
									  : sizeof(struct tcmsg)];
	} request = { .header = { .nlmsg_len = sizeof(request),
			      .nlmsg_type = (__u16)type,
			      .nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP } };
	unsigned int count = 0;

	if (send(route_socket, &request, sizeof(request), 0) < 0)
		return 0;
	for (;;) {
		ssize_t bytes = recv(route_socket, answer, sizeof(answer), 0);
		struct nlmsghdr *message = (struct nlmsghdr *)answer;

		if (bytes <= 0)
			return count;
		for (; NLMSG_OK(message, (unsigned int)bytes); message = NLMSG_NEXT(message, bytes)) {
			if (message->nlmsg_type == NLMSG_DONE || message->nlmsg_type == NLMSG_ERROR)
				return count;
			count++;
		}
	}
}

static void read_cgroup(char text[512])
{
	FILE *file = fopen("/proc/self/cgroup", "re");
	size_t bytes = file ? fread(text, 1, 511, file) : 0;

	text[bytes] = '\0';
	if (file)
		fclose(file);
}

void leftovers_remember(void)
{
	const struct timeval limit = { .tv_sec = 2 };

	/* Unit tests have doubles in the kernel's place, which count calls. */
	if (geteuid() != 0 || strncmp(program_invocation_short_name, "kernel-", 7) != 0)
		return;
	route_socket = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
	if (route_socket < 0)
		return;
	setsockopt(route_socket, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
	remembered_by = getpid();
	qdiscs_before = count_of(RTM_GETQDISC);
	interfaces_before = count_of(RTM_GETLINK);
	read_cgroup(cgroup_before);
	for (int kind = 0; kind < KINDS; kind++)
		list_ids(kind, &before[kind]);
}

/* A descriptor of a BPF object that was not there before. */
static bool is_new(const char *path)
{
	char line[256];
	bool found = false;
	FILE *file = fopen(path, "re");

	while (file && !found && fgets(line, sizeof(line), file))
		for (int kind = 0; kind < KINDS; kind++) {
			size_t len = strlen(kinds[kind].field);

			if (strncmp(line, kinds[kind].field, len) == 0 &&
				!has_id(&before[kind], (unsigned int)strtoul(line + len, NULL, 10)))
				found = true;
		}
	if (file)
		fclose(file);
	return found;
}

static bool makes_bpf(const char *pid)
{
	char path[300], target[64];
	struct dirent *entry;
	bool found = false;
	DIR *dir;

	snprintf(path, sizeof(path), "/proc/%s/fd", pid);
	dir = opendir(path);
	while (dir && !found && (entry = readdir(dir))) {
		ssize_t bytes = readlinkat(dirfd(dir), entry->d_name, target, sizeof(target) - 1);

		target[bytes > 0 ? bytes : 0] = '\0';
		/* A perf event may hold a program, and does not say which. */
		if (strcmp(target, "anon_inode:[perf_event]") == 0)
			found = true;
		if (strncmp(target, "anon_inode:bpf", 14) != 0)
			continue;
		snprintf(path, sizeof(path), "/proc/%s/fdinfo/%.20s", pid, entry->d_name);
		found |= is_new(path);
	}
	if (dir)
		closedir(dir);
	return found;
}

static bool somebody_else_makes_bpf(void)
{
	DIR *dir = opendir("/proc");
	struct dirent *entry;
	bool found = false;

	while (dir && !found && (entry = readdir(dir)))
		if (entry->d_name[0] >= '1' && entry->d_name[0] <= '9' && atoi(entry->d_name) != getpid())
			found = makes_bpf(entry->d_name);
	if (dir)
		closedir(dir);
	return found;
}

/* How many of a kind are new; the first of them in @first. */
static unsigned int count_new(int kind, unsigned int *first)
{
	static struct ids now;
	unsigned int count = 0;

	list_ids(kind, &now);
	for (unsigned int i = 0; i < now.count; i++)
		if (!has_id(&before[kind], now.list[i]) && !count++)
			*first = now.list[i];
	return count;
}

static void report_bpf(void)
{
	unsigned int first = 0;
	int left = KINDS;

	for (int tries = 0; tries < WAITS; tries++) {
		left = -1;
		for (int kind = 0; kind < KINDS && left < 0; kind++)
			if (count_new(kind, &first))
				left = kind;
		if (left < 0)
			return;
		if (tries % 50 == 0 && somebody_else_makes_bpf()) {
			printf("others make BPF objects: what is left is not compared\n");
			return;
		}
		usleep(10000);
	}
	test_failed(__FILE__, __LINE__, "%u %ss are left, the first of them %u", count_new(left, &first),
		kinds[left].name, first);
}

static void report_probes(const char *path)
{
	char line[512], mark[32];
	FILE *file = fopen(path, "re");

	snprintf(mark, sizeof(mark), "/xsk_%d_", getpid());
	while (file && fgets(line, sizeof(line), file))
		if (strstr(line, mark))
			test_failed(__FILE__, __LINE__, "left in %s: %s", path, line);
	if (file)
		fclose(file);
}

void leftovers_report(void)
{
	char cgroup[512];

	if (route_socket < 0 || getpid() != remembered_by)
		return;
	report_probes("/sys/kernel/tracing/kprobe_events");
	report_probes("/sys/kernel/tracing/uprobe_events");
	read_cgroup(cgroup);
	if (strcmp(cgroup, cgroup_before) != 0)
		test_failed(__FILE__, __LINE__, "this process is left in cgroup %s", cgroup);
	/* NICs that are lent to a namespace come back when they like. */
	if (!getenv("XSK_TEST_NICS") && count_of(RTM_GETQDISC) > qdiscs_before)
		test_failed(__FILE__, __LINE__, "a queueing discipline is left");
	if (!getenv("XSK_TEST_NICS") && count_of(RTM_GETLINK) > interfaces_before)
		test_failed(__FILE__, __LINE__, "an interface is left");
	report_bpf();
	close(route_socket);
	route_socket = -1;
}
