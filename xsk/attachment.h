/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * The redirect program on an interface, shared across processes (design: "Sharing an interface across
 * processes"). The first opener loads program and XSKMAP and attaches by bpf_link; later ones find the link
 * and hold descriptors of their own. The kernel's counts decide: the last holder's end, of whatever kind,
 * takes the program away. Nothing is pinned.
 */
#ifndef XSK_ATTACHMENT_H
#define XSK_ATTACHMENT_H

#include <stdbool.h>
#include <stdint.h>
#include <xsk/error.h>
#include <xsk/port.h>

/* What is wanted of the program. */
struct attachment_wish {
	int ifindex;
	const char *ifname;
	uint32_t map_entries;          /* at least; one of our own has as many as the interface may have queues */
	enum xsk_mode mode;            /* AUTO: native, else skb; ZEROCOPY: native */
	const struct xsk_match *match; /* NULL: everything */
	uint32_t match_count;
	/*
	 * Zero-copy transmit needs a program to exist, whatever it matches: that of others is joined as it is, one
	 * of our own takes everything, and as no socket of ours is entered, passes it all.
	 */
	bool pass_all;
	uint32_t deadline_ms; /* how long to retry when somebody is just leaving or coming */
	bool join_any_mode;   /* the mode is for attaching; one that is attached already may have another */
	bool frags;           /* packets of several frames (XDP_USE_SG): Linux 5.18 */
	bool stays;           /* attach by netlink, to outlive the process: xsk_setup_xdp_prog */
};

struct attachment {
	int program_fd; /* -1 throughout when closed */
	int map_fd;
	int link_fd;    /* -1: attached by netlink (xsk_setup_xdp_prog) or by the caller; never detached by us */
	uint32_t map_entries;
	bool native;    /* attached in the driver */
	/* What was assembled; 0 or less: none. Held so that without CAP_SYS_ADMIN others of this process find it. */
	int config_fd;
};

/* Everything unset, as close leaves it. */
#define ATTACHMENT_NONE { .program_fd = -1, .map_fd = -1, .link_fd = -1, .config_fd = -1 }

/* Runs in the interface's network namespace. -EBUSY names what is attached and how it differs. */
int attachment_open(struct attachment *attachment, const struct attachment_wish *wish, struct xsk_error *err);
void attachment_close(struct attachment *attachment);

/* XSKMAP entry @queue_id, BPF_NOEXIST: -EBUSY when another socket stands there. */
int attachment_insert(const struct attachment *attachment, uint32_t queue_id, int socket_fd,
		      struct xsk_error *err);
/* Only when the entry is that of a socket of ours, which the caller knows. */
void attachment_remove(const struct attachment *attachment, uint32_t queue_id);

#endif
