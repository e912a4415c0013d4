// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * The comparison that every test ends with: a test that leaves an interface or a map fails, one that does not
 * passes.
 */
#include <bpf/bpf.h>
#include <sched.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/harness/private_mounts.h"
#include "tests/harness/test.h"
#include "tests/harness/veth.h"

static void leave_nothing(void)
{
	int fd = bpf_map_create(BPF_MAP_TYPE_ARRAY, "left", 4, 4, 1, NULL);

	CHECK(fd >= 0);
	close(fd);
}

static void leave_interface(void)
{
	veth_command("ip link add left type veth peer name other");
}

/* Pinned: no descriptor shows it. */
static void leave_map(void)
{
	char directory[] = "/tmp/xsk-left-XXXXXX", path[64];
	int fd = bpf_map_create(BPF_MAP_TYPE_ARRAY, "left", 4, 4, 1, NULL);

	REQUIRE(fd >= 0 && mkdtemp(directory) && private_mounts());
	REQUIRE(mount("bpf", directory, "bpf", 0, NULL) == 0);
	snprintf(path, sizeof(path), "%s/left", directory);
	CHECK_INT(bpf_obj_pin(fd, path), 0);
	close(fd);
}

/* The exit status of a test that does this; whether it found that others were at it too. */
static int status_of(void (*leave)(void), bool *with_others)
{
	char text[4096] = "";
	int ends[2], status;
	size_t bytes = 0;
	ssize_t got;
	pid_t child;

	REQUIRE(pipe(ends) == 0);
	child = fork();
	if (!child) {
		dup2(ends[1], STDOUT_FILENO);
		dup2(ends[1], STDERR_FILENO);
		close(ends[0]);
		close(ends[1]);
		REQUIRE(unshare(CLONE_NEWNET) == 0);
		test_begin();
		leave();
		exit(test_end());
	}
	close(ends[1]);
	while ((got = read(ends[0], text + bytes, sizeof(text) - 1 - bytes)) > 0)
		bytes += (size_t)got;
	close(ends[0]);
	waitpid(child, &status, 0);
	*with_others = strstr(text, "others make BPF objects");
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

int main(void)
{
	bool with_others;
	int status;

	test_begin();
	test_needs_root();
	CHECK_INT(status_of(leave_nothing, &with_others), 0);
	CHECK_INT(status_of(leave_interface, &with_others), 1);
	status = status_of(leave_map, &with_others);
	CHECK(status == 1 || (status == 0 && with_others));
	printf("a map that is left: status %d%s\n", status, with_others ? ", others make BPF objects" : "");
	return test_end();
}
