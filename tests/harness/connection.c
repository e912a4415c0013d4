// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* TCP over loopback, both ends in one thread. */
#include "tests/harness/connection.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "tests/harness/test.h"

void connection_open(struct connection *connection)
{
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	const struct timeval limit = { .tv_sec = 5 };
	socklen_t bytes = sizeof(address);
	int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	REQUIRE(listener >= 0 && bind(listener, (struct sockaddr *)&address, bytes) == 0);
	REQUIRE(listen(listener, 1) == 0);
	REQUIRE(getsockname(listener, (struct sockaddr *)&address, &bytes) == 0);
	connection->sender = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	REQUIRE(connection->sender >= 0);
	REQUIRE(connect(connection->sender, (struct sockaddr *)&address, bytes) == 0);
	connection->receiver = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
	REQUIRE(connection->receiver >= 0);
	close(listener);
	REQUIRE(setsockopt(connection->receiver, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit)) == 0);
}

void connection_close(struct connection *connection)
{
	close(connection->sender);
	close(connection->receiver);
}

int connection_use(const struct connection *connection, const char *congestion)
{
	return setsockopt(connection->sender, IPPROTO_TCP, TCP_CONGESTION, congestion,
		       (socklen_t)strlen(congestion))
		       ? -errno
		       : 0;
}

unsigned int connection_transfer(const struct connection *connection, unsigned int bytes)
{
	char block[4096] = { 0 };
	struct tcp_info info;
	socklen_t info_bytes = sizeof(info);

	for (unsigned int sent = 0; sent < bytes; sent += sizeof(block)) {
		size_t received = 0;

		REQUIRE(send(connection->sender, block, sizeof(block), MSG_NOSIGNAL) == sizeof(block));
		while (received < sizeof(block)) {
			ssize_t part = recv(connection->receiver, block, sizeof(block) - received, 0);

			REQUIRE(part > 0);
			received += (size_t)part;
		}
	}
	REQUIRE(getsockopt(connection->sender, IPPROTO_TCP, TCP_INFO, &info, &info_bytes) == 0);
	return info.tcpi_snd_cwnd;
}
