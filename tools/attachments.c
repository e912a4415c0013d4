// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * XDP by rtnetlink through the library's bpf_xdp_query, tcx by bpf(2), classic filters by a dump of
 * rtnetlink.
 */
#include "tools/attachments.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <linux/if_link.h>
#include <linux/pkt_cls.h>
#include <linux/rtnetlink.h>
#include <netlink/attr.h>
#include <netlink/msg.h>
#include <string.h>

#include "tools/ask.h"
#include "tools/kernel_layout.h"

enum { PROGRAMS_OF_A_HOOK = 64 };

/* The link that put this program on this interface, NULL: none did. */
static facts *xdp_link(const struct inventory *inventory, uint32_t ifindex, uint32_t program)
{
	for (size_t i = 0; i < count_of(inventory->links); i++) {
		facts *link = entry_of(inventory->links, i);

		if (!strcmp(text_of(link, "type"), "xdp") && number_of(link, "ifindex") == ifindex &&
			number_of(link, "prog_id") == program && bool_of(link, "here"))
			return link;
	}
	return NULL;
}

static void add_xdp(
	facts *list, const struct inventory *inventory, uint32_t ifindex, const char *mode, uint32_t program)
{
	facts *entry, *link;

	if (!program)
		return;
	entry = facts_new();
	link = xdp_link(inventory, ifindex, program);
	fact_text(entry, "mode", mode);
	fact_number(entry, "prog_id", program);
	fact_text(entry, "attached_by", inventory->denied ? "unknown" : link ? "link" : "netlink");
	if (link)
		fact_number(entry, "link_id", number_of(link, "id"));
	facts_append(list, entry);
}

facts *xdp_attachments(const struct inventory *inventory, uint32_t ifindex, int *result)
{
	LIBBPF_OPTS(bpf_xdp_query_opts, opts);
	facts *list = facts_new_list();

	*result = bpf_xdp_query((int)ifindex, 0, &opts);
	if (*result)
		return list;
	add_xdp(list, inventory, ifindex, "native", opts.drv_prog_id);
	add_xdp(list, inventory, ifindex, "skb", opts.skb_prog_id);
	add_xdp(list, inventory, ifindex, "hw", opts.hw_prog_id);
	return list;
}

static void add_tcx(facts *list, uint32_t ifindex, const char *direction, int type)
{
	__u32 programs[PROGRAMS_OF_A_HOOK] = { 0 }, links[PROGRAMS_OF_A_HOOK] = { 0 };
	LIBBPF_OPTS(bpf_prog_query_opts, opts, .prog_ids = programs, .link_ids = links,
		.count = PROGRAMS_OF_A_HOOK);

	/* A kernel without tcx refuses. */
	if (bpf_prog_query_opts((int)ifindex, (enum bpf_attach_type)type, &opts))
		return;
	for (uint32_t i = 0; i < opts.count && i < PROGRAMS_OF_A_HOOK; i++) {
		facts *entry = facts_new();

		fact_text(entry, "kind", "tcx");
		fact_text(entry, "direction", direction);
		fact_number(entry, "prog_id", programs[i]);
		if (links[i])
			fact_number(entry, "link_id", links[i]);
		facts_append(list, entry);
	}
}

struct filters {
	facts *list;
	const char *direction;
};

static int take_filter(struct nl_msg *message, void *argument)
{
	struct nlattr *attributes[TCA_MAX + 1], *options[TCA_BPF_MAX + 1];
	const struct tcmsg *header = nlmsg_data(nlmsg_hdr(message));
	struct filters *filters = argument;
	facts *entry;

	if (nlmsg_parse(nlmsg_hdr(message), sizeof(*header), attributes, TCA_MAX, NULL) < 0 ||
		!attributes[TCA_KIND] || !attributes[TCA_OPTIONS] || nla_len(attributes[TCA_KIND]) < 1 ||
		strncmp(nla_data(attributes[TCA_KIND]), "bpf", (size_t)nla_len(attributes[TCA_KIND])) ||
		nla_parse_nested(options, TCA_BPF_MAX, attributes[TCA_OPTIONS], NULL) < 0)
		return NL_OK;
	/* A filter's head without options of its own has no program. */
	if (!options[TCA_BPF_ID] || nla_len(options[TCA_BPF_ID]) < 4)
		return NL_OK;
	entry = facts_new();
	fact_text(entry, "kind", "filter");
	fact_text(entry, "direction", filters->direction);
	fact_number(entry, "prog_id", nla_get_u32(options[TCA_BPF_ID]));
	fact_number(entry, "handle", header->tcm_handle);
	fact_number(entry, "priority", TC_H_MAJ(header->tcm_info) >> 16);
	facts_append(filters->list, entry);
	return NL_OK;
}

static void add_filters(facts *list, uint32_t ifindex, const char *direction, uint32_t parent)
{
	struct tcmsg header = {
		.tcm_family = AF_UNSPEC,
		.tcm_ifindex = (int)ifindex,
		.tcm_parent = TC_H_MAKE(TC_H_CLSACT, parent),
	};
	struct filters filters = { list, direction };
	struct nl_msg *request = nlmsg_alloc_simple(RTM_GETTFILTER, NLM_F_DUMP);

	/* Without a clsact qdisc the kernel refuses, or has nothing to tell. */
	if (request && !nlmsg_append(request, &header, sizeof(header), NLMSG_ALIGNTO))
		ask(NETLINK_ROUTE, request, take_filter, &filters);
	nlmsg_free(request);
}

facts *tc_attachments(uint32_t ifindex)
{
	facts *list = facts_new_list();

	add_tcx(list, ifindex, "ingress", LAYOUT_TCX_INGRESS);
	add_tcx(list, ifindex, "egress", LAYOUT_TCX_EGRESS);
	add_filters(list, ifindex, "ingress", TC_H_MIN_INGRESS);
	add_filters(list, ifindex, "egress", TC_H_MIN_EGRESS);
	return list;
}
