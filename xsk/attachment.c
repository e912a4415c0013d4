// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Opening an attachment: look what is there, join it or attach one of our own, and look again as long as
 * others come and go under our hands. No state of ours says who uses the program: the kernel's reference
 * counts do.
 */
#include "xsk/attachment.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <linux/if_link.h>
#include <time.h>

#include "base/error.h"
#include "base/scoped.h"
#include "netlink/ethtool.h"
#include "netlink/interface.h"
#include "netlink/xdp.h"
#include "xsk/attachment_join.h"
#include "xsk/redirect.h"

static uint64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

static uint32_t larger(uint32_t a, uint32_t b)
{
	return a > b ? a : b;
}

static void pause_ms(uint32_t ms)
{
	struct timespec pause = { .tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000L };

	nanosleep(&pause, NULL);
}

static const char *refusal(int code, bool native)
{
	switch (code) {
	case -EPERM:
		return "needs CAP_NET_ADMIN and CAP_BPF";
	case -EOPNOTSUPP:
	case -EINVAL:
		return native ? "the driver has no XDP of its own, or not with the interface's present "
				"settings "
				"(mode skb works everywhere)"
			      : "the kernel refuses it";
	case -ERANGE:
	case -E2BIG:
		return "the MTU is too large for the driver's XDP (lower it, or mode skb)";
	case -ENOMEM:
		return "no memory, or too few queues for XDP's own (fewer queues: ethtool -L)";
	default:
		return error_name(code);
	}
}

/* Somebody else was faster, or has not quite gone. */
static bool contended(int code)
{
	return code == -EBUSY || code == -EEXIST;
}

/* A link descriptor, or 0 when it stays by itself. */
static int attach_in_mode(
	int program_fd, const struct attachment_wish *wish, bool native, struct xsk_error *err)
{
	uint32_t flags = native ? XDP_FLAGS_DRV_MODE : XDP_FLAGS_SKB_MODE;
	LIBBPF_OPTS(bpf_link_create_opts, opts, .flags = flags);
	int result;

	if (wish->stays)
		result = xdp_set(wish->ifindex, program_fd, flags | XDP_FLAGS_UPDATE_IF_NOEXIST, -1, err);
	else
		result = bpf_link_create(program_fd, wish->ifindex, BPF_XDP, &opts);
	if (contended(result))
		return -EAGAIN;
	if (result < 0 && !wish->stays)
		error_set(err, result, "attach " REDIRECT_PROGRAM " to %s in %s mode: %s", wish->ifname,
			native ? "native" : "skb", refusal(result, native));
	return result;
}

/* Reasons that another mode does not cure. */
static bool is_final(int code)
{
	return code == -EAGAIN || code == -EPERM || code == -ENODEV || code == -EMFILE || code == -ENFILE;
}

static int attach_own(struct attachment *attachment, const struct attachment_wish *wish, int program_fd,
	struct xsk_error *err)
{
	int result = -EOPNOTSUPP;

	if (wish->mode != XSK_MODE_SKB) {
		result = attach_in_mode(program_fd, wish, true, err);
		attachment->native = result >= 0;
	}
	if (wish->mode == XSK_MODE_SKB || (wish->mode == XSK_MODE_AUTO && result < 0 && !is_final(result)))
		result = attach_in_mode(program_fd, wish, false, err);
	if (result < 0)
		return result;
	attachment->link_fd = wish->stays ? -1 : result;
	return 0;
}

/* As many queues as the interface can ever have: a map that is joined can't grow. */
static int count_queues(const struct attachment_wish *wish, uint32_t *count, struct xsk_error *err)
{
	struct device_channels channels;
	struct interface interface;
	int code = device_channels_get(wish->ifindex, &channels, err);

	if (!code)
		code = interface_by_index(wish->ifindex, &interface, err);
	if (code)
		return code;
	/* Many drivers do not say how many there may be (0); then what exists now has to do. */
	*count = larger(wish->map_entries ? wish->map_entries : 1, channels.max_combined);
	*count = larger(*count, larger(channels.max_rx, channels.max_tx));
	*count = larger(*count, larger(interface.rx_queues, interface.tx_queues));
	return 0;
}

/* Loads once, and keeps what it loaded over all attempts. */
static int load_and_attach(struct attachment *attachment, const struct attachment_wish *wish,
	const struct redirect_config *config, struct redirect *loaded, struct xsk_error *err)
{
	int code = 0;

	if (loaded->program_fd < 0) {
		code = count_queues(wish, &loaded->queues, err);
		if (!code)
			code = redirect_load(loaded, config, err);
	}
	if (!code)
		code = attach_own(attachment, wish, loaded->program_fd, err);
	if (code)
		return code;
	attachment->program_fd = take_fd(&loaded->program_fd);
	attachment->map_fd = take_fd(&loaded->queues_fd);
	attachment->config_fd = take_fd(&loaded->config_fd);
	attachment->map_entries = loaded->queues;
	return 0;
}

/* 0; -EAGAIN: the state has just changed; or what is final. */
static int attempt(struct attachment *attachment, const struct attachment_wish *wish,
	const struct redirect_config *config, struct redirect *loaded, uint32_t *program_id,
	struct xsk_error *err)
{
	struct xdp_attached attached;
	int code = xdp_query(wish->ifindex, &attached, err);

	if (code)
		return code;
	*program_id = attached.driver ? attached.driver : attached.generic;
	/* In hardware: its program runs beside ours, and what it does to our packets is not known. */
	if (attached.hardware)
		return error_set(err, -EBUSY,
			"%s has XDP program id %u in hardware: detach it first "
			"(bpftool prog show id %u; ip link set dev %s xdpoffload off)",
			wish->ifname, attached.hardware, attached.hardware, wish->ifname);
	if (!*program_id)
		return load_and_attach(attachment, wish, config, loaded, err);
	return attachment_join(attachment, wish, config, *program_id, attached.driver != 0, err);
}

static int attempt_until(struct attachment *attachment, const struct attachment_wish *wish,
	const struct redirect_config *config, struct redirect *loaded, struct xsk_error *err)
{
	uint64_t deadline = now_ms() + wish->deadline_ms;
	uint32_t pause = 1, program_id = 0;

	for (;;) {
		int code = attempt(attachment, wish, config, loaded, &program_id, err);

		if (!code)
			return 0;
		attachment_close(attachment);
		if (code != -EAGAIN)
			return code;
		if (now_ms() >= deadline)
			break;
		pause_ms(pause);
		if (pause < 32)
			pause *= 2;
	}
	return error_set(err, -EBUSY,
		"%s: XDP programs come and go, or the link of program id %u can't be found, for %u ms "
		"(bpftool link show; bpftool prog show id %u)",
		wish->ifname, program_id, wish->deadline_ms, program_id);
}

int attachment_open(struct attachment *attachment, const struct attachment_wish *wish, struct xsk_error *err)
{
	struct redirect loaded = REDIRECT_NONE;
	struct redirect_config config;
	uint32_t flags = (wish->stays ? REDIRECT_STAYS : 0) | (wish->frags ? REDIRECT_FRAGS : 0);
	int code;

	*attachment = (struct attachment)ATTACHMENT_NONE;
	code = redirect_config_make(&config, wish->match, wish->pass_all ? 0 : wish->match_count, flags, err);
	if (code)
		return code;
	code = attempt_until(attachment, wish, &config, &loaded, err);
	redirect_unload(&loaded);
	if (!code)
		error_clear(err);
	return code;
}

void attachment_close(struct attachment *attachment)
{
	/* The link last: while it lives, whoever finds the program finds all the rest. */
	scoped_close_fd(&attachment->map_fd);
	scoped_close_fd(&attachment->program_fd);
	if (attachment->config_fd > 0)
		close(attachment->config_fd);
	scoped_close_fd(&attachment->link_fd);
	*attachment = (struct attachment)ATTACHMENT_NONE;
}

int attachment_insert(
	const struct attachment *attachment, uint32_t queue_id, int socket_fd, struct xsk_error *err)
{
	int code = bpf_map_update_elem(attachment->map_fd, &queue_id, &socket_fd, BPF_NOEXIST);

	if (code == -EEXIST)
		return error_set(err, -EBUSY,
			"enter the socket into the XSKMAP at queue %u: another socket stands there",
			queue_id);
	if (code == -E2BIG)
		return error_set(err, -EBUSY,
			"enter the socket into the XSKMAP at queue %u: the map has %u entries", queue_id,
			attachment->map_entries);
	if (code)
		return error_set(err, code, "enter the socket into the XSKMAP at queue %u: %s", queue_id,
			error_name(code));
	return 0;
}

void attachment_remove(const struct attachment *attachment, uint32_t queue_id)
{
	bpf_map_delete_elem(attachment->map_fd, &queue_id);
}
