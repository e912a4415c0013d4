/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* A TCP connection over the loopback of the namespace that the thread is in. */
#ifndef TESTS_HARNESS_CONNECTION_H
#define TESTS_HARNESS_CONNECTION_H

struct connection {
	int sender, receiver;
};

/* Ends the test when there is none to be had. */
void connection_open(struct connection *connection);
void connection_close(struct connection *connection);
/* 0 or -errno: TCP_CONGESTION of the sender. */
int connection_use(const struct connection *connection, const char *congestion);
/* Sends and receives so many bytes; then the sender's congestion window, in segments. */
unsigned int connection_transfer(const struct connection *connection, unsigned int bytes);

#endif
