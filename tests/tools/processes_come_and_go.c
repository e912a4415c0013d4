// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * While processes that hold BPF objects and sockets start and end all the time, every run succeeds with whole
 * JSON.
 */
#include <bpf/bpf.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/harness/program.h"
#include "tests/harness/test.h"
#include "tests/harness/veth.h"
#include "tests/tools/xskctl.h"

enum { ROUNDS = 10 };

/* Descendants that live for a millisecond or so, until this one is killed. */
static void churn(void)
{
	end_with_the_test();
	for (;;) {
		if (!fork()) {
			int map = bpf_map_create(BPF_MAP_TYPE_ARRAY, "brief", 4, 4, 1, NULL);
			int program = program_try(BPF_PROG_TYPE_XDP, XDP_PASS, 0);
			int socket_fd = socket(AF_XDP, SOCK_RAW, 0);

			usleep(1000);
			_exit(map < 0 || program < 0 || socket_fd < 0);
		}
		wait(NULL);
	}
}

int main(int argc, char **argv)
{
	struct veth veth;
	pid_t pid;

	xskctl_begin(argc, argv);
	veth_create(&veth, 1, 0);
	fflush(stdout);
	pid = fork();
	REQUIRE(pid >= 0);
	if (!pid)
		churn();
	for (int i = 0; i < ROUNDS; i++) {
		json_object_put(xskctl_json(0, "status", NULL));
		json_object_put(xskctl_json(0, "prog", "list", NULL));
		json_object_put(xskctl_json(0, "map", "list", NULL));
		json_object_put(xskctl_json(0, "link", "list", NULL));
	}
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	veth_destroy(&veth);
	return test_end();
}
