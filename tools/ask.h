/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* One netlink request and its answers, by libnl; the kernel's own error code. */
#ifndef TOOLS_ASK_H
#define TOOLS_ASK_H

#include <netlink/handlers.h>
#include <netlink/msg.h>

/* @take is called for each answer. 0, or -errno. */
int ask(int protocol, struct nl_msg *request, nl_recvmsg_msg_cb_t take, void *argument);

/*
 * The same with a command of the generic netlink family @family: @fill adds the attributes. -ENOENT: no such
 * family.
 */
int ask_generic(const char *family, uint8_t command, int flags, int (*fill)(struct nl_msg *, void *),
	void *argument, nl_recvmsg_msg_cb_t take);

#endif
