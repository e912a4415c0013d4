// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* An attachment that can't be had says why: another match, mode, size or version of ours; libxdp's programs,
 * by name; anybody's program; each with its id and the command that shows it. What fits is joined. */
#include <bpf/bpf.h>
#include <errno.h>
#include <linux/if_link.h>
#include <stdio.h>
#include <linux/if_xdp.h>
#include <string.h>
#include <sys/socket.h>

#include "netlink/xdp.h"
#include "tests/harness/low_socket.h"
#include "tests/harness/program.h"
#include "tests/harness/test.h"
#include "tests/harness/veth.h"
#include "xsk/attachment.h"
#include "xsk/redirect.h"

static struct veth veth;

static struct attachment_wish wish(enum xsk_mode mode, const struct xsk_match *match, uint32_t count)
{
	return (struct attachment_wish){
		.ifindex = veth.near_ifindex,
		.ifname = "near",
		.map_entries = 2,
		.mode = mode,
		.match = match,
		.match_count = count,
		.deadline_ms = 1000,
	};
}

static void refused(const struct attachment_wish *wish, int code, const char *part, const char *other)
{
	struct attachment attachment;
	struct xsk_error err = { 0 };

	CHECK_INT(attachment_open(&attachment, wish, &err), code);
	CHECK_INT(err.code, code);
	CHECK_TEXT(err.text, part);
	CHECK_TEXT(err.text, other);
	CHECK(attachment.program_fd == -1 && attachment.map_fd == -1 && attachment.link_fd == -1);
}

static void joined(const struct attachment_wish *wish, bool native)
{
	struct attachment attachment;
	struct xsk_error err = { 0 };
	uint32_t program = attached_program(veth.near_ifindex);

	CHECK_INT(attachment_open(&attachment, wish, &err), 0);
	CHECK_INT(strlen(err.text), 0);
	CHECK_INT(attachment.native, native);
	CHECK(attachment.map_entries >= wish->map_entries);
	CHECK_INT(attached_program(veth.near_ifindex), program);
	attachment_close(&attachment);
	CHECK_INT(attached_program(veth.near_ifindex), program);
}

/* The first with a match; then others with the same in another order, with none, with another. */
static void matches(void)
{
	const struct xsk_match two[] = { { .ethertype = 0x0806 }, { .protocol = 17, .dst_port = 53 } };
	const struct xsk_match swapped[] = { { .protocol = 17, .dst_port = 53, .dst_port_end = 53 },
		{ .ethertype = 0x0806 } };
	const struct xsk_match other = { .protocol = 17, .dst_port = 54, .dst_port_end = 60 };
	struct attachment_wish first = wish(XSK_MODE_AUTO, two, 2), next = wish(XSK_MODE_AUTO, swapped, 2);
	struct attachment attachment;
	struct xsk_error err;

	CHECK_INT(attachment_open(&attachment, &first, &err), 0);
	CHECK(attachment.native);
	joined(&next, true);
	next = wish(XSK_MODE_NATIVE, NULL, 0);
	refused(&next, -EBUSY, "wanted everything", "bpftool prog show id ");
	next.pass_all = true;
	joined(&next, true);
	next = wish(XSK_MODE_AUTO, &other, 1);
	refused(&next, -EBUSY, "only protocol 17 destination ports 54-60", "or EtherType 0x0806");
	next = wish(XSK_MODE_SKB, two, 2);
	refused(&next, -EBUSY, "another mode: there native, wanted skb", "near");
	next.join_any_mode = true;
	joined(&next, true);
	next = wish(XSK_MODE_AUTO, two, 2);
	next.map_entries = 64;
	refused(&next, -EBUSY, "there 2 queues, wanted 64 queues", "XSKMAP");
	attachment_close(&attachment);
	CHECK(interface_clears(veth.near_ifindex));
}

static void modes(void)
{
	struct attachment_wish first = wish(XSK_MODE_SKB, NULL, 0), next = wish(XSK_MODE_AUTO, NULL, 0);
	struct attachment attachment;
	struct xsk_error err;

	CHECK_INT(attachment_open(&attachment, &first, &err), 0);
	CHECK(!attachment.native);
	joined(&next, false);
	next = wish(XSK_MODE_NATIVE, NULL, 0);
	refused(&next, -EBUSY, "there skb, wanted native", "near");
	next = wish(XSK_MODE_ZEROCOPY, NULL, 0);
	refused(&next, -EBUSY, "there skb, wanted zero-copy", "near");
	next = wish(XSK_MODE_AUTO, NULL, 0);
	next.frags = true;
	refused(&next, -EBUSY, "there one frame, wanted several", "USE_SG");
	attachment_close(&attachment);
	CHECK(interface_clears(veth.near_ifindex));
}

/* An entry is made only where none is: another socket's is never pushed out. */
static void entries(void)
{
	struct attachment_wish first = wish(XSK_MODE_AUTO, NULL, 0);
	int one = socket(AF_XDP, SOCK_RAW | SOCK_CLOEXEC, 0),
	    two = socket(AF_XDP, SOCK_RAW | SOCK_CLOEXEC, 0);
	struct attachment attachment;
	struct xsk_error err;

	REQUIRE(one >= 0 && two >= 0 && attachment_open(&attachment, &first, &err) == 0);
	CHECK_INT(attachment_insert(&attachment, 1, one, &err), 0);
	CHECK_INT(attachment_insert(&attachment, 1, two, &err), -EBUSY);
	CHECK_TEXT(err.text, "queue 1: another socket stands there");
	CHECK_INT(attachment_insert(&attachment, 0, two, &err), 0);
	CHECK_INT(attachment_insert(&attachment, 2, two, &err), -EBUSY);
	CHECK_TEXT(err.text, "the map has 2 entries");
	attachment_remove(&attachment, 1);
	CHECK_INT(attachment_insert(&attachment, 1, two, &err), 0);
	attachment_close(&attachment);
	close(one);
	close(two);
	CHECK(interface_clears(veth.near_ifindex));
}

/* Loopback has no XDP of its own: AUTO falls back, NATIVE says so. */
static void fall_back(void)
{
	struct attachment_wish next = wish(XSK_MODE_AUTO, NULL, 0);
	struct attachment attachment;
	struct xsk_error err;

	next.ifindex = 1;
	next.ifname = "lo";
	CHECK_INT(attachment_open(&attachment, &next, &err), 0);
	CHECK(!attachment.native);
	attachment_close(&attachment);
	next.mode = XSK_MODE_NATIVE;
	refused(&next, -EOPNOTSUPP, "attach xsk_redirect to lo in native mode", "mode skb works everywhere");
	CHECK(interface_clears(1));
	next.ifindex = 4711;
	refused(&next, -ENODEV, "", "");
}

static int named_program(const char *name)
{
	const struct bpf_insn pass[] = {
		{ .code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_0, .imm = XDP_PASS },
		{ .code = BPF_JMP | BPF_EXIT },
	};
	int fd = bpf_prog_load(BPF_PROG_TYPE_XDP, name, "Dual BSD/GPL", pass, 2, NULL);

	REQUIRE(fd >= 0);
	return fd;
}

static void strangers(void)
{
	static const struct {
		const char *name, *said;
	} programs[] = {
		{ "xdp_dispatcher", "libxdp's dispatcher" },
		{ "xsk_def_prog", "libxdp's default program" },
		{ "firewall", "\"firewall\"" },
		{ REDIRECT_PROGRAM, "not a redirect program of libxsk" },
	};
	struct attachment_wish next = wish(XSK_MODE_AUTO, NULL, 0);
	struct xsk_error err;

	for (size_t i = 0; i < sizeof(programs) / sizeof(programs[0]); i++) {
		int fd = named_program(programs[i].name);
		char command[64];

		REQUIRE(xdp_set(veth.near_ifindex, fd, XDP_FLAGS_SKB_MODE, -1, &err) == 0);
		snprintf(command, sizeof(command), "bpftool prog show id %u", program_id(fd));
		refused(&next, -EBUSY, programs[i].said, command);
		REQUIRE(xdp_set(veth.near_ifindex, -1, XDP_FLAGS_SKB_MODE, -1, &err) == 0);
		close(fd);
	}
}

/* Ours, of another version: what its match means is not known. */
static void other_version(void)
{
	struct redirect redirect = REDIRECT_NONE;
	struct attachment_wish next = wish(XSK_MODE_AUTO, NULL, 0);
	struct redirect_config config;
	struct xsk_error err;

	REQUIRE(redirect_config_make(&config, NULL, 0, REDIRECT_STAYS, &err) == 0);
	config.version = REDIRECT_VERSION + 6;
	redirect.queues = 2;
	REQUIRE(redirect_load(&redirect, &config, &err) == 0);
	REQUIRE(xdp_set(veth.near_ifindex, redirect.program_fd, XDP_FLAGS_SKB_MODE, -1, &err) == 0);
	refused(&next, -EBUSY, "another version: there 7, wanted 1", "near");
	REQUIRE(xdp_set(veth.near_ifindex, -1, XDP_FLAGS_SKB_MODE, -1, &err) == 0);
	redirect_unload(&redirect);
}

int main(void)
{
	test_begin();
	veth_create(&veth, 2, 0);
	matches();
	modes();
	entries();
	fall_back();
	strangers();
	other_version();
	veth_destroy(&veth);
	return test_end();
}
