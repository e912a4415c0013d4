// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* A socket for each question: they are few. */
#include "tools/ask.h"

#include <errno.h>
#include <netlink/genl/ctrl.h>
#include <netlink/genl/genl.h>
#include <netlink/netlink.h>

/* libnl turns the kernel's errno into a number of its own; here it is still the kernel's. */
static int take_error(struct sockaddr_nl *from, struct nlmsgerr *error, void *argument)
{
	*(int *)argument = error->error;
	return NL_STOP;
}

static int exchange(struct nl_sock *socket, struct nl_msg *request, nl_recvmsg_msg_cb_t take, void *argument)
{
	int code = 0, result;

	nl_socket_modify_cb(socket, NL_CB_VALID, NL_CB_CUSTOM, take, argument);
	nl_socket_modify_err_cb(socket, NL_CB_CUSTOM, take_error, &code);
	result = nl_send_auto(socket, request);
	if (result >= 0)
		result = nl_recvmsgs_default(socket);
	if (code)
		return code;
	return result < 0 ? -EIO : 0;
}

int ask(int protocol, struct nl_msg *request, nl_recvmsg_msg_cb_t take, void *argument)
{
	struct nl_sock *socket = nl_socket_alloc();
	int result = socket ? nl_connect(socket, protocol) : -NLE_NOMEM;

	result = result ? -EIO : exchange(socket, request, take, argument);
	nl_socket_free(socket);
	return result;
}

int ask_generic(const char *family, uint8_t command, int flags, int (*fill)(struct nl_msg *, void *),
	void *argument, nl_recvmsg_msg_cb_t take)
{
	struct nl_sock *socket = nl_socket_alloc();
	struct nl_msg *request = nlmsg_alloc();
	int id = socket && !genl_connect(socket) ? genl_ctrl_resolve(socket, family) : -1;
	int result = id < 0 ? -ENOENT : -ENOMEM;

	if (id >= 0 && request && genlmsg_put(request, 0, 0, id, 0, flags, command, 1) &&
		!fill(request, argument))
		result = exchange(socket, request, take, argument);
	nlmsg_free(request);
	nl_socket_free(socket);
	return result;
}
