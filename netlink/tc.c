// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Traffic control: qdiscs, and direct-action bpf filters on them. libnl-route knows no bpf classifier. */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_ether.h>
#include <linux/pkt_cls.h>
#include <linux/pkt_sched.h>
#include <linux/rtnetlink.h>
#include <stdio.h>

#include "base/error.h"
#include "base/scoped.h"
#include "base/traffic_control.h"
#include "netlink/exchange.h"
#include "netlink/interface_message.h"

/* NULL: out of memory. */
static struct nl_msg *tc_message(int type, int flags, const struct tcmsg *header, const char *kind)
{
	scoped_message struct nl_msg *message = nlmsg_alloc_simple(type, flags);

	if (!message || nlmsg_append(message, (void *)header, sizeof(*header), NLMSG_ALIGNTO) ||
		(kind && nla_put_string(message, TCA_KIND, kind)))
		return NULL;
	return take_pointer(&message);
}

static const char *remedy(int code)
{
	return code == -EPERM ? " (needs CAP_NET_ADMIN)" : "";
}

/* Sends @request, which may be NULL for want of memory, and takes it over. @step ends in a preposition. */
static int run(struct nl_msg *request, int ifindex, const char *step, exchange_answer *answer, void *argument,
	struct xsk_error *err)
{
	scoped_exchange struct exchange exchange = EXCHANGE_NONE;
	scoped_message struct nl_msg *message = request;
	char label[32];
	int result;

	if (!message)
		return error_set(err, -ENOMEM, "%s %s: %s", step, interface_label(ifindex, label),
			error_name(-ENOMEM));
	result = exchange_open(&exchange, NETLINK_ROUTE, err);
	if (result)
		return result;
	error_clear(err);
	result = exchange_run(&exchange, message, answer, argument);
	if (result == -EEXIST || result == -ENOENT)
		return error_set(err, result, "%s", "");
	if (result)
		return error_set(err, result, "%s %s: %s%s", step, interface_label(ifindex, label),
			exchange_reason(&exchange, result), remedy(result));
	return 0;
}

static struct tcmsg qdisc_header(const struct tc_qdisc *qdisc)
{
	return (struct tcmsg){
		.tcm_family = AF_UNSPEC,
		.tcm_ifindex = qdisc->ifindex,
		.tcm_parent = qdisc->parent,
		.tcm_handle = qdisc->handle,
	};
}

int tc_qdisc_create(const struct tc_qdisc *qdisc, struct xsk_error *err)
{
	struct tcmsg header = qdisc_header(qdisc);

	return run(tc_message(RTM_NEWQDISC, NLM_F_CREATE | NLM_F_EXCL, &header, qdisc->kind), qdisc->ifindex,
		"create a qdisc on", NULL, NULL, err);
}

int tc_qdisc_delete(const struct tc_qdisc *qdisc, struct xsk_error *err)
{
	struct tcmsg header = qdisc_header(qdisc);

	return run(tc_message(RTM_DELQDISC, 0, &header, qdisc->kind), qdisc->ifindex, "delete the qdisc of",
		NULL, NULL, err);
}

static struct tc_qdisc clsact(int ifindex)
{
	return (struct tc_qdisc){ ifindex, "clsact", TC_H_CLSACT, TC_H_MAKE(TC_H_CLSACT, 0) };
}

int tc_clsact_create(int ifindex, struct xsk_error *err)
{
	struct tc_qdisc qdisc = clsact(ifindex);

	return tc_qdisc_create(&qdisc, err);
}

int tc_clsact_delete(int ifindex, struct xsk_error *err)
{
	struct tc_qdisc qdisc = clsact(ifindex);

	return tc_qdisc_delete(&qdisc, err);
}

/* Priority and protocol share a word. */
static struct tcmsg filter_header(const struct tc_filter *filter)
{
	return (struct tcmsg){
		.tcm_family = AF_UNSPEC,
		.tcm_ifindex = filter->ifindex,
		.tcm_parent = filter->parent,
		.tcm_handle = filter->handle,
		.tcm_info = TC_H_MAKE(filter->priority << 16, htons(ETH_P_ALL)),
	};
}

static int read_filter(struct nlmsghdr *answer, void *argument)
{
	struct nlattr *attributes[TCA_MAX + 1], *options[TCA_BPF_MAX + 1];
	struct tc_filter *filter = argument;
	const struct tcmsg *header = nlmsg_data(answer);

	if (answer->nlmsg_type != RTM_NEWTFILTER ||
		nlmsg_parse(answer, sizeof(*header), attributes, TCA_MAX, NULL) < 0 ||
		!attributes[TCA_OPTIONS] ||
		nla_parse_nested(options, TCA_BPF_MAX, attributes[TCA_OPTIONS], NULL) < 0)
		return -EBADMSG;
	filter->handle = header->tcm_handle;
	filter->priority = TC_H_MAJ(header->tcm_info) >> 16;
	filter->program_id = attribute_u32(options[TCA_BPF_ID], 0);
	return 0;
}

static int put_options(struct nl_msg *message, const struct tc_filter *filter)
{
	struct nlattr *nest = nla_nest_start(message, TCA_OPTIONS);
	char name[64];

	snprintf(name, sizeof(name), "%s:[%u]", filter->program_name ? filter->program_name : "",
		filter->program_id);
	if (!nest || nla_put_s32(message, TCA_BPF_FD, filter->program_fd) ||
		nla_put_string(message, TCA_BPF_NAME, name) ||
		nla_put_u32(message, TCA_BPF_FLAGS, TCA_BPF_FLAG_ACT_DIRECT))
		return -ENOMEM;
	nla_nest_end(message, nest);
	return 0;
}

/* The kernel echoes what it made: handle and priority may be of its choice. */
int tc_filter_create(struct tc_filter *filter, struct xsk_error *err)
{
	static const char step[] = "attach a program by a tc filter to";
	struct tcmsg header = filter_header(filter);
	int flags = NLM_F_CREATE | NLM_F_ECHO | (filter->replace ? 0 : NLM_F_EXCL);
	struct tc_filter made = *filter;
	struct nl_msg *request;
	int result;

	if (filter->priority > UINT16_MAX)
		return error_set(err, -EINVAL, "attach a program by a tc filter: priority %u is above 65535",
			filter->priority);
	request = tc_message(RTM_NEWTFILTER, flags, &header, "bpf");
	if (request && put_options(request, filter)) {
		nlmsg_free(request);
		request = NULL;
	}
	made.program_id = 0;
	result = run(request, filter->ifindex, step, read_filter, &made, err);
	if (!result && !made.program_id)
		return error_set(err, -EBADMSG, "%s: the kernel did not say what it made", step);
	if (!result)
		*filter = made;
	return result;
}

static int needs_place(const struct tc_filter *filter, struct xsk_error *err)
{
	if (filter->handle && filter->priority && filter->priority <= UINT16_MAX)
		return 0;
	return error_set(err, -EINVAL, "find a tc filter: handle %u and priority %u, both must be set",
		filter->handle, filter->priority);
}

int tc_filter_delete(const struct tc_filter *filter, struct xsk_error *err)
{
	struct tcmsg header = filter_header(filter);
	int result = needs_place(filter, err);

	if (result)
		return result;
	return run(tc_message(RTM_DELTFILTER, 0, &header, "bpf"), filter->ifindex, "detach a tc filter from",
		NULL, NULL, err);
}

/* All filters of one parent: no kind, no priority, no protocol. */
int tc_filter_flush(int ifindex, uint32_t parent, struct xsk_error *err)
{
	struct tcmsg header = { .tcm_family = AF_UNSPEC, .tcm_ifindex = ifindex, .tcm_parent = parent };

	return run(tc_message(RTM_DELTFILTER, 0, &header, NULL), ifindex, "detach all tc filters from", NULL,
		NULL, err);
}

int tc_filter_query(struct tc_filter *filter, struct xsk_error *err)
{
	struct tcmsg header = filter_header(filter);
	struct tc_filter found = *filter;
	int result = needs_place(filter, err);

	if (result)
		return result;
	found.program_id = 0;
	result = run(tc_message(RTM_GETTFILTER, 0, &header, "bpf"), filter->ifindex,
		"look for a tc filter of", read_filter, &found, err);
	if (!result && !found.program_id)
		return error_set(err, -EBADMSG, "look for a tc filter: the kernel did not name its program");
	if (!result)
		*filter = found;
	return result;
}
