/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * The door between the loader and traffic control: loader/attach/tc.c (bpf_tc_*) calls down through these,
 * netlink/ implements them with libnl. Parents and handles are the kernel's TC_H_* values.
 */
#ifndef BASE_TRAFFIC_CONTROL_H
#define BASE_TRAFFIC_CONTROL_H

#include <stdbool.h>
#include <stdint.h>
#include <xsk/error.h>

/*
 * -EEXIST and -ENOENT are results, not worth a line: the record has the code then, and no text. Other codes
 * are the kernel's: deleting a clsact qdisc that is not there is -ENOENT when the interface never had one,
 * else -EINVAL; asking for a filter where there is none at all is -EINVAL, where there are others -ENOENT.
 */

/* clsact qdisc of an interface. */
int tc_clsact_create(int ifindex, struct xsk_error *err);
int tc_clsact_delete(int ifindex, struct xsk_error *err);

/* Any other kind of qdisc, with the kind's defaults. */
struct tc_qdisc {
	int ifindex;
	const char *kind;
	uint32_t parent;
	uint32_t handle;
};

int tc_qdisc_create(const struct tc_qdisc *qdisc, struct xsk_error *err);
int tc_qdisc_delete(const struct tc_qdisc *qdisc, struct xsk_error *err);

struct tc_filter {
	int ifindex;
	uint32_t parent;          /* TC_H_MAKE(TC_H_CLSACT, TC_H_MIN_INGRESS) and so on */
	uint32_t handle;          /* 0 on create: the kernel chooses, and it is returned here */
	uint32_t priority;        /* likewise; at most 65535 */
	int program_fd;           /* create only */
	uint32_t program_id;      /* query: the attached program; create: for the name "name:[id]" */
	const char *program_name; /* create only */
	bool replace;             /* create: an existing filter of this handle and priority may be replaced */
};

/* One direct-action bpf filter. Delete and query need handle and priority. */
int tc_filter_create(struct tc_filter *filter, struct xsk_error *err);
int tc_filter_delete(const struct tc_filter *filter, struct xsk_error *err);
int tc_filter_flush(int ifindex, uint32_t parent, struct xsk_error *err);
int tc_filter_query(struct tc_filter *filter, struct xsk_error *err);

#endif
