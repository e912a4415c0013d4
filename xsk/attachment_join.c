// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * From a program id to descriptors of our own: program, then maps, then link. Each step may find that the
 * last holder has just gone; that is -EAGAIN, and the caller asks netlink again.
 */
#include "xsk/attachment_join.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/scoped.h"
#include "xsk/bpf_object_find.h"

/* What is attached, as far as it is known. */
struct found {
	uint32_t program_id;
	const char *ifname;
	char name[BPF_OBJ_NAME_LEN];
	uint32_t map_ids[8];
	uint32_t map_count;
	uint32_t map_entries;
	struct redirect_config config;
};

/* Not found by id: gone, forbidden, or a shortage of descriptors. */
static int lost(int code, const char *what, const struct found *found, struct xsk_error *err)
{
	if (code == -ENOENT)
		return -EAGAIN;
	if (code == -EPERM)
		return error_set(err, code,
			"%s has XDP program id %u, of another process: to share it needs CAP_SYS_ADMIN "
			"(whose it is: bpftool prog show id %u)",
			found->ifname, found->program_id, found->program_id);
	return error_set(err, code, "share XDP program id %u of %s: take its %s: %s", found->program_id,
		found->ifname, what, error_name(code));
}

static const char *whose(const char *name)
{
	if (!strcmp(name, "xdp_dispatcher"))
		return "libxdp's dispatcher";
	if (!strcmp(name, "xsk_def_prog"))
		return "libxdp's default program";
	return "not a redirect program of libxsk";
}

static int stranger(const struct found *found, struct xsk_error *err)
{
	return error_set(err, -EBUSY,
		"%s has XDP program \"%s\" (id %u), %s: end or detach it first (bpftool prog show id %u; "
		"ip link set dev %s xdp off)",
		found->ifname, found->name, found->program_id, whose(found->name), found->program_id,
		found->ifname);
}

static int take_program(struct attachment *attachment, struct found *found, struct xsk_error *err)
{
	struct bpf_prog_info info = { 0 };
	__u32 bytes = sizeof(info);
	int code;

	attachment->program_fd = bpf_object_find_program(found->program_id);
	if (attachment->program_fd < 0)
		return lost(attachment->program_fd, "descriptor", found, err);
	info.map_ids = (uintptr_t)found->map_ids;
	info.nr_map_ids = sizeof(found->map_ids) / sizeof(found->map_ids[0]);
	code = bpf_prog_get_info_by_fd(attachment->program_fd, &info, &bytes);
	if (code)
		return lost(code, "description", found, err);
	memcpy(found->name, info.name, sizeof(found->name));
	found->name[sizeof(found->name) - 1] = '\0';
	found->map_count = info.nr_map_ids;
	if (strcmp(found->name, REDIRECT_PROGRAM) || found->map_count != 2)
		return stranger(found, err);
	return 0;
}

static int read_config(int map_fd, const struct bpf_map_info *info, struct found *found)
{
	const __u32 key = 0;

	/* A later version's may be longer; this one's is what it begins with, version first. */
	if (info->type != BPF_MAP_TYPE_ARRAY || info->value_size < sizeof(found->config))
		return -EBADMSG;
	if (info->value_size == sizeof(found->config))
		return bpf_map_lookup_elem(map_fd, &key, &found->config);
	found->config.version = REDIRECT_VERSION + 1;
	return 0;
}

static int take_maps(struct attachment *attachment, struct found *found, struct xsk_error *err)
{
	for (uint32_t i = 0; i < found->map_count; i++) {
		scoped_fd int fd = bpf_object_find_map(found->map_ids[i]);
		struct bpf_map_info info = { 0 };
		__u32 bytes = sizeof(info);
		int code;

		if (fd < 0)
			return lost(fd, "map", found, err);
		code = bpf_map_get_info_by_fd(fd, &info, &bytes);
		if (code)
			return lost(code, "map's description", found, err);
		if (!strcmp(info.name, REDIRECT_CONFIG) && attachment->config_fd < 0) {
			code = read_config(fd, &info, found);
			if (code)
				return stranger(found, err);
			attachment->config_fd = take_fd(&fd);
		} else if (!strcmp(info.name, REDIRECT_QUEUES) && info.type == BPF_MAP_TYPE_XSKMAP &&
			   attachment->map_fd < 0) {
			found->map_entries = info.max_entries;
			attachment->map_fd = take_fd(&fd);
		}
	}
	return attachment->config_fd >= 0 && attachment->map_fd >= 0 ? 0 : stranger(found, err);
}

static bool same_match(const struct redirect_config *a, const struct redirect_config *b)
{
	return a->rule_count == b->rule_count && !memcmp(a->rules, b->rules, sizeof(a->rules));
}

/* The redirect program of libxsk that stands there is not the one wished for. */
static int differs(const struct found *found, const char *how, const char *there, const char *wanted,
	struct xsk_error *err)
{
	return error_set(err, -EBUSY,
		"%s has a redirect program of libxsk (id %u) with another %s: there %s, wanted %s "
		"(bpftool prog show id %u; it goes when its users end)",
		found->ifname, found->program_id, how, there, wanted, found->program_id);
}

static int compare_numbers(
	const struct attachment_wish *wish, const struct found *found, struct xsk_error *err)
{
	char there[32], wanted[32];

	if (found->config.version != REDIRECT_VERSION) {
		snprintf(there, sizeof(there), "%u", found->config.version);
		snprintf(wanted, sizeof(wanted), "%u", REDIRECT_VERSION);
		return differs(found, "version", there, wanted, err);
	}
	if (found->map_entries < wish->map_entries) {
		snprintf(there, sizeof(there), "%u queues", found->map_entries);
		snprintf(wanted, sizeof(wanted), "%u queues", wish->map_entries);
		return differs(found, "size of its XSKMAP", there, wanted, err);
	}
	return 0;
}

static int compare(const struct attachment_wish *wish, const struct redirect_config *wanted,
	const struct found *found, bool native, struct xsk_error *err)
{
	char there[160], here[160];
	int code = compare_numbers(wish, found, err);

	if (code)
		return code;
	if (!wish->pass_all && !same_match(&found->config, wanted)) {
		redirect_describe(&found->config, there, sizeof(there));
		redirect_describe(wanted, here, sizeof(here));
		return differs(found, "match", there, here, err);
	}
	if (!wish->join_any_mode && wish->mode == XSK_MODE_SKB && native)
		return differs(found, "mode", "native", "skb", err);
	if (!wish->join_any_mode && (wish->mode == XSK_MODE_NATIVE || wish->mode == XSK_MODE_ZEROCOPY) &&
		!native)
		return differs(
			found, "mode", "skb", wish->mode == XSK_MODE_NATIVE ? "native" : "zero-copy", err);
	if (wish->frags && !(found->config.flags & REDIRECT_FRAGS))
		return differs(found, "length of packets", "one frame", "several (XDP_USE_SG)", err);
	return 0;
}

int attachment_join(struct attachment *attachment, const struct attachment_wish *wish,
	const struct redirect_config *wanted, uint32_t program_id, bool native, struct xsk_error *err)
{
	struct found found = { .program_id = program_id, .ifname = wish->ifname };
	int code = take_program(attachment, &found, err);

	if (!code)
		code = take_maps(attachment, &found, err);
	if (!code)
		code = compare(wish, wanted, &found, native, err);
	if (code)
		return code;
	if (!(found.config.flags & REDIRECT_STAYS)) {
		/*
		 * Program ids are unique in the whole kernel, interface indices only in a namespace: the
		 * program, which netlink named for the interface of this namespace, is what makes the link
		 * the right one.
		 */
		attachment->link_fd = bpf_object_find_xdp_link(program_id, wish->ifindex);
		if (attachment->link_fd < 0)
			return lost(attachment->link_fd, "link", &found, err);
	}
	attachment->map_entries = found.map_entries;
	attachment->native = native;
	return 0;
}
