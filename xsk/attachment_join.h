/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* Joining a redirect program that is attached already. */
#ifndef XSK_ATTACHMENT_JOIN_H
#define XSK_ATTACHMENT_JOIN_H

#include "xsk/attachment.h"
#include "xsk/redirect.h"

/*
 * Takes descriptors of program @program_id, which netlink says is attached (@native: in the driver), of its XSKMAP
 * and its link. -EAGAIN: it is just leaving or coming, look again. -EBUSY: what is attached is not ours, or differs
 * from the wish, and how.
 */
int attachment_join(struct attachment *attachment, const struct attachment_wish *wish,
		    const struct redirect_config *wanted, uint32_t program_id, bool native,
		    struct xsk_error *err);

#endif
