// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Namespaces, signal and traffic of the tools. */
#include "tool.h"

#include <arpa/inet.h>
#include <net/if.h>
#include <sched.h>
#include <sys/ioctl.h>

#include "tests/harness/private_mounts.h"

static volatile sig_atomic_t stopped;

static void on_signal(int number)
{
	(void)number;
	stopped = 1;
}

void tool_fail(const char *what)
{
	printf("failed: %s: errno %d\n", what, errno);
	exit(1);
}

void tool_begin(void)
{
	struct sigaction action = { .sa_handler = on_signal };
	struct ifreq loopback = { .ifr_name = "lo", .ifr_flags = IFF_UP | IFF_RUNNING };
	int fd;

	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGINT, &action, NULL);
	if (unshare(CLONE_NEWNET)) {
		printf("skipped: needs root\n");
		exit(TOOL_SKIPPED);
	}
	TOOL_NEED(private_mounts());
	TOOL_NEED(!mount("tracefs", "/sys/kernel/tracing", "tracefs", 0, NULL) || errno == EBUSY);
	fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	TOOL_NEED(fd >= 0 && !ioctl(fd, SIOCSIFFLAGS, &loopback));
	close(fd);
}

bool tool_runs(void)
{
	return !stopped;
}

void tool_stop(void)
{
	kill(getpid(), SIGTERM);
}

static struct sockaddr_in loopback_at(uint16_t port)
{
	return (struct sockaddr_in){
		.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)
	};
}

int tool_listen(uint16_t port)
{
	struct sockaddr_in address = loopback_at(port);
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	TOOL_NEED(fd >= 0 && !bind(fd, (struct sockaddr *)&address, sizeof(address)));
	return fd;
}

void tool_send(unsigned int count, uint16_t port)
{
	static const char bytes[TOOL_BYTES];
	struct sockaddr_in address = loopback_at(port);
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	TOOL_NEED(fd >= 0);
	for (unsigned int i = 0; i < count; i++)
		TOOL_NEED(sendto(fd, bytes, sizeof(bytes), 0, (struct sockaddr *)&address, sizeof(address)) ==
			  sizeof(bytes));
	close(fd);
}

pid_t tool_run_child(void)
{
	pid_t pid = fork();

	if (!pid) {
		execl("/bin/true", "true", NULL);
		_exit(127);
	}
	TOOL_NEED(pid > 0 && waitpid(pid, NULL, 0) == pid);
	return pid;
}
