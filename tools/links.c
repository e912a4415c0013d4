// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Links: what each kind says of what it is attached to. */
#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <net/if.h>
#include <string.h>
#include <unistd.h>

#include "tools/inventory.h"
#include "tools/kernel_layout.h"

enum { LINKS_OF_A_HOOK = 64 };

static void put_attach_type(facts *link, uint32_t type)
{
	const char *name = libbpf_bpf_attach_type_str(type);

	if (name)
		fact_text(link, "attach_type", name);
	else
		fact_format(link, "attach_type", "type %u", type);
}

/*
 * A link says the index of its interface, not in which network namespace: its name is told only where the
 * interface of ours with that index says that the link is on it.
 */
static bool tcx_is_here(const struct bpf_link_info *info, const struct layout_link_interface *place)
{
	__u32 programs[LINKS_OF_A_HOOK], links[LINKS_OF_A_HOOK] = { 0 };
	LIBBPF_OPTS(
		bpf_prog_query_opts, opts, .prog_ids = programs, .link_ids = links, .count = LINKS_OF_A_HOOK);

	if (bpf_prog_query_opts((int)place->ifindex, place->attach_type, &opts))
		return false;
	for (uint32_t i = 0; i < opts.count && i < LINKS_OF_A_HOOK; i++) {
		if (links[i] == info->id)
			return true;
	}
	return false;
}

static bool xdp_is_here(const struct bpf_link_info *info)
{
	LIBBPF_OPTS(bpf_xdp_query_opts, opts);

	if (bpf_xdp_query((int)info->xdp.ifindex, 0, &opts))
		return false;
	return info->prog_id == opts.drv_prog_id || info->prog_id == opts.skb_prog_id ||
	       info->prog_id == opts.hw_prog_id || info->prog_id == opts.prog_id;
}

static void put_interface(facts *link, uint32_t ifindex, bool here)
{
	char name[IF_NAMESIZE];

	fact_number(link, "ifindex", ifindex);
	fact_bool(link, "here", here);
	if (here && if_indextoname(ifindex, name))
		fact_text(link, "ifname", name);
}

/* Which function of which program an extension stands in for; or which kernel function is traced. */
static void put_traced(facts *link, const struct bpf_link_info *info)
{
	const struct btf_type *type;
	struct bpf_prog_info program = { 0 };
	__u32 bytes = sizeof(program);
	int fd = bpf_prog_get_fd_by_id(info->prog_id);
	bool extension = fd >= 0 && !bpf_prog_get_info_by_fd(fd, &program, &bytes) &&
			 program.type == BPF_PROG_TYPE_EXT;
	struct btf *btf = NULL;

	if (fd >= 0)
		close(fd);
	put_attach_type(link, info->tracing.attach_type);
	if (!info->tracing.target_obj_id)
		return;
	fact_number(link, extension ? "target_prog_id" : "target_btf_obj_id", info->tracing.target_obj_id);
	fact_number(link, "target_btf_id", info->tracing.target_btf_id);
	if (!extension)
		return;
	fd = bpf_prog_get_fd_by_id(info->tracing.target_obj_id);
	memset(&program, 0, sizeof(program));
	bytes = sizeof(program);
	if (fd >= 0 && !bpf_prog_get_info_by_fd(fd, &program, &bytes) && program.btf_id)
		btf = btf__load_from_kernel_by_id(program.btf_id);
	type = btf ? btf__type_by_id(btf, info->tracing.target_btf_id) : NULL;
	if (type)
		fact_text(link, "target_name", btf__name_by_offset(btf, type->name_off));
	btf__free(btf);
	if (fd >= 0)
		close(fd);
}

static void put_place(facts *link, const struct bpf_link_info *info, const char *name)
{
	struct layout_link_interface place;
	struct layout_link_netfilter filter;

	memcpy(&place, (const char *)info + offsetof(struct bpf_link_info, xdp), sizeof(place));
	memcpy(&filter, (const char *)info + offsetof(struct bpf_link_info, xdp), sizeof(filter));
	switch (info->type) {
	case BPF_LINK_TYPE_XDP:
		put_interface(link, info->xdp.ifindex, info->xdp.ifindex && xdp_is_here(info));
		break;
	case LAYOUT_LINK_TYPE_TCX:
	case LAYOUT_LINK_TYPE_NETKIT:
		put_interface(link, place.ifindex, place.ifindex && tcx_is_here(info, &place));
		put_attach_type(link, place.attach_type);
		break;
	case LAYOUT_LINK_TYPE_NETFILTER:
		fact_number(link, "protocol_family", filter.pf);
		fact_number(link, "hook", filter.hooknum);
		fact_format(link, "priority", "%d", filter.priority);
		break;
	case BPF_LINK_TYPE_CGROUP:
		fact_number(link, "cgroup_id", info->cgroup.cgroup_id);
		put_attach_type(link, info->cgroup.attach_type);
		break;
	case BPF_LINK_TYPE_NETNS:
		fact_number(link, "netns_inode", info->netns.netns_ino);
		put_attach_type(link, info->netns.attach_type);
		break;
	case BPF_LINK_TYPE_TRACING:
		put_traced(link, info);
		break;
	case BPF_LINK_TYPE_RAW_TRACEPOINT:
	case BPF_LINK_TYPE_ITER:
		fact_text(link, "target_name", name);
		break;
	default:
		break;
	}
}

static facts *link_facts(const struct inventory *inventory, uint32_t id)
{
	int fd = bpf_link_get_fd_by_id(id);
	char name[128] = "";
	/* Longer than this kernel's headers have it: newer kinds fill more. */
	union {
		struct bpf_link_info info;
		char bytes[256];
	} known = { 0 };
	__u32 bytes = sizeof(known);
	facts *link = NULL;
	int result;

	if (fd < 0)
		return NULL;
	result = bpf_link_get_info_by_fd(fd, &known.info, &bytes);
	if (!result &&
		(known.info.type == BPF_LINK_TYPE_RAW_TRACEPOINT || known.info.type == BPF_LINK_TYPE_ITER)) {
		/* The first two members of both are the name's address and room. */
		memset(&known, 0, sizeof(known));
		known.info.raw_tracepoint.tp_name = (uintptr_t)name;
		known.info.raw_tracepoint.tp_name_len = sizeof(name);
		bytes = sizeof(known);
		result = bpf_link_get_info_by_fd(fd, &known.info, &bytes);
	}
	if (!result) {
		const char *type = libbpf_bpf_link_type_str(known.info.type);

		link = facts_new();
		fact_number(link, "id", known.info.id);
		if (type)
			fact_text(link, "type", type);
		else
			fact_format(link, "type", "type %u", known.info.type);
		fact_number(link, "prog_id", known.info.prog_id);
		put_place(link, &known.info, name);
		fact_put(link, "pinned", pins_of(&inventory->pins, HELD_LINK, known.info.id));
		fact_put(link, "pids", holders_of(&inventory->holders, HELD_LINK, known.info.id));
	}
	close(fd);
	return link;
}

facts *all_links(const struct inventory *inventory)
{
	facts *list = facts_new_list();

	for (__u32 id = 0; !bpf_link_get_next_id(id, &id);) {
		facts *link = link_facts(inventory, id);

		if (link)
			facts_append(list, link);
	}
	return list;
}
