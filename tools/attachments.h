/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* What is attached to one interface of this network namespace. */
#ifndef TOOLS_ATTACHMENTS_H
#define TOOLS_ATTACHMENTS_H

#include "tools/inventory.h"

/*
 * XDP: a list of {"mode": "native" | "skb" | "hw", "prog_id", "attached_by": "link" | "netlink" | "unknown",
 * "link_id" where there is one}. *@result: 0, or -errno where the interface can't be asked.
 */
facts *xdp_attachments(const struct inventory *inventory, uint32_t ifindex, int *result);

/* tcx and classic filters: {"kind": "tcx" | "filter", "direction", "prog_id", "name", "link_id" ...}. */
facts *tc_attachments(uint32_t ifindex);

/* Of a program that is libxdp's dispatcher: {"version", "programs": [...]}; NULL: it is none. */
facts *dispatcher_facts(const struct inventory *inventory, const facts *program);

#endif
