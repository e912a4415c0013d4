/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* Is an interface without an XDP program? A link that was closed goes a moment later. */
#ifndef TESTS_FAULT_ATTACHED_H
#define TESTS_FAULT_ATTACHED_H

#include <linux/if_link.h>
#include <stdbool.h>
#include <time.h>

#include "netlink/xdp.h"

static inline bool nothing_attached(int ifindex)
{
	struct xdp_attached attached = { .mode = XDP_ATTACHED_DRV };

	for (int waited = 0; waited < 1000 && attached.mode != XDP_ATTACHED_NONE; waited += 5) {
		if (waited)
			nanosleep(&(struct timespec){ .tv_nsec = 5000000 }, NULL);
		if (xdp_query(ifindex, &attached, NULL))
			return false;
	}
	return attached.mode == XDP_ATTACHED_NONE;
}

#endif
