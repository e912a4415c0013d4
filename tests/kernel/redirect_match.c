// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Which packets the redirect program takes, run by the kernel on packets of ours: a table of matches and
 * packets, also ones that end too early. */
#include <bpf/bpf.h>
#include <errno.h>
#include <linux/if_xdp.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/harness/test.h"
#include "xsk/redirect.h"

enum packet_kind {
	ARP,
	UDP4,
	TCP4,
	ICMP4,
	UDP4_OPTIONS,
	UDP4_FIRST_FRAGMENT,
	UDP4_FRAGMENT,
	SCTP4,
	UDP6,
	TCP6,
	ICMP6,
	FRAGMENT6,
	KINDS
};

struct packet {
	uint8_t bytes[160];
	uint32_t count;
};

static void put16(struct packet *packet, uint16_t value)
{
	packet->bytes[packet->count++] = (uint8_t)(value >> 8);
	packet->bytes[packet->count++] = (uint8_t)value;
}

static void skip(struct packet *packet, uint32_t bytes)
{
	packet->count += bytes;
}

static void ipv4(struct packet *packet, uint8_t protocol, uint16_t fragment, uint32_t options)
{
	put16(packet, 0x0800);
	packet->bytes[packet->count] = (uint8_t)(0x45 + options / 4);
	packet->bytes[packet->count + 6] = (uint8_t)(fragment >> 8);
	packet->bytes[packet->count + 7] = (uint8_t)fragment;
	packet->bytes[packet->count + 9] = protocol;
	/* Options that would be taken for ports 4000 -> 53 by who overlooks the header's length. */
	for (uint32_t i = 0; i < options; i++)
		packet->bytes[packet->count + 20 + i] = (uint8_t[]){ 0x0f, 0xa0, 0, 53 }[i % 4];
	skip(packet, 20 + options);
}

static void ipv6(struct packet *packet, uint8_t protocol)
{
	put16(packet, 0x86dd);
	packet->bytes[packet->count] = 0x60;
	packet->bytes[packet->count + 6] = protocol;
	skip(packet, 40);
}

/* Ports are 4000 -> 53 wherever there are any; @tags VLAN tags in front. */
static struct packet build(enum packet_kind kind, int tags)
{
	static const uint8_t protocols[KINDS] = { 0, 17, 6, 1, 17, 17, 17, 132, 17, 6, 58, 44 };
	struct packet packet = { .count = 12 };

	for (int i = tags; i > 0; i--) {
		put16(&packet, i == 2 ? 0x88a8 : 0x8100);
		put16(&packet, 7);
	}
	if (kind == ARP)
		put16(&packet, 0x0806);
	else if (kind >= UDP6)
		ipv6(&packet, protocols[kind]);
	else
		ipv4(&packet, protocols[kind],
			kind == UDP4_FIRST_FRAGMENT ? 0x2000
			: kind == UDP4_FRAGMENT     ? 0x0100
						    : 0,
			kind == UDP4_OPTIONS ? 8 : 0);
	if (kind == ARP)
		skip(&packet, 28);
	put16(&packet, 4000);
	put16(&packet, 53);
	skip(&packet, 20);
	return packet;
}

static uint32_t run(int program_fd, const struct packet *packet, uint32_t bytes)
{
	LIBBPF_OPTS(bpf_test_run_opts, opts, .data_in = packet->bytes, .data_size_in = bytes, .repeat = 1);

	CHECK_INT(bpf_prog_test_run_opts(program_fd, &opts), 0);
	return opts.retval;
}

#define BIT(kind) (1u << (kind))
#define ALL       (BIT(KINDS) - 1)
#define UDP_ANYWHERE \
	(BIT(UDP4) | BIT(UDP4_OPTIONS) | BIT(UDP4_FIRST_FRAGMENT) | BIT(UDP4_FRAGMENT) | BIT(UDP6))
#define UDP_WITH_PORTS (BIT(UDP4) | BIT(UDP4_OPTIONS) | BIT(UDP6))

static const struct {
	const char *name;
	struct xsk_match match[3];
	uint32_t count;
	uint32_t taken; /* kinds of packets */
} cases[] = {
	{ "everything", { { 0 } }, 0, ALL },
	{ "an alternative without a condition", { { .protocol = 17 }, { 0 } }, 2, ALL },
	{ "ARP", { { .ethertype = 0x0806 } }, 1, BIT(ARP) },
	{ "IPv6", { { .ethertype = 0x86dd } }, 1, BIT(UDP6) | BIT(TCP6) | BIT(ICMP6) | BIT(FRAGMENT6) },
	{ "UDP of both", { { .protocol = 17 } }, 1, UDP_ANYWHERE },
	{ "UDP of IPv4", { { .ethertype = 0x0800, .protocol = 17 } }, 1, UDP_ANYWHERE & ~BIT(UDP6) },
	{ "ARP or TCP", { { .protocol = 6 }, { .ethertype = 0x0806 } }, 2, BIT(ARP) | BIT(TCP4) | BIT(TCP6) },
	{ "DNS", { { .protocol = 17, .dst_port = 53 } }, 1, UDP_WITH_PORTS },
	{ "from 4000", { { .protocol = 17, .src_port = 4000 } }, 1, UDP_WITH_PORTS },
	{ "to 4000", { { .protocol = 17, .dst_port = 4000 } }, 1, 0 },
	{ "range ends here", { { .protocol = 17, .dst_port = 1, .dst_port_end = 53 } }, 1, UDP_WITH_PORTS },
	{ "range starts here", { { .protocol = 17, .dst_port = 53, .dst_port_end = 65535 } }, 1,
		UDP_WITH_PORTS },
	{ "range below", { { .protocol = 17, .dst_port = 1, .dst_port_end = 52 } }, 1, 0 },
	{ "range above", { { .protocol = 17, .dst_port = 54, .dst_port_end = 65535 } }, 1, 0 },
	{ "all ports", { { .protocol = 17, .dst_port = 1, .dst_port_end = 65535 } }, 1, UDP_WITH_PORTS },
	{ "both ends", { { .protocol = 6, .src_port = 4000, .dst_port = 53 } }, 1, BIT(TCP4) | BIT(TCP6) },
	{ "one end of two", { { .protocol = 6, .src_port = 4001, .dst_port = 53 } }, 1, 0 },
	{ "SCTP", { { .protocol = 132, .dst_port = 53 } }, 1, BIT(SCTP4) },
	{ "three",
		{ { .protocol = 6, .dst_port = 53 }, { .protocol = 1 }, { .protocol = 132, .src_port = 9 } },
		3, BIT(TCP4) | BIT(TCP6) | BIT(ICMP4) },
};

static struct redirect load(const struct xsk_match *match, uint32_t count, int socket_fd)
{
	struct redirect redirect = REDIRECT_NONE;
	struct redirect_config config;
	struct xsk_error err;
	__u32 key = 0;

	redirect.queues = 4;
	REQUIRE(redirect_config_make(&config, match, count, 0, &err) == 0);
	if (redirect_load(&redirect, &config, &err)) {
		test_failed(__FILE__, __LINE__, "%s", err.text);
		exit(1);
	}
	/* A key without a socket answers XDP_PASS; with one, XDP_REDIRECT. */
	if (socket_fd >= 0)
		REQUIRE(bpf_map_update_elem(redirect.queues_fd, &key, &socket_fd, BPF_ANY) == 0);
	return redirect;
}

/* Each kind of packet with none, one and two VLAN tags, whole and cut at each length. */
static void try_packets(const char *name, int program_fd, uint32_t taken)
{
	for (int kind = 0; kind < KINDS; kind++)
		for (int tags = 0; tags <= 2; tags++) {
			struct packet packet = build((enum packet_kind)kind, tags);
			uint32_t expected = taken & BIT(kind) ? XDP_REDIRECT : XDP_PASS;
			uint32_t verdict = run(program_fd, &packet, packet.count);

			if (verdict != expected)
				test_failed(__FILE__, __LINE__, "%s: packet kind %d, %d tags: %u, not %u",
					name, kind, tags, verdict, expected);
			for (uint32_t bytes = 14; bytes < packet.count; bytes++) {
				verdict = run(program_fd, &packet, bytes);
				if (verdict != XDP_PASS && verdict != expected)
					test_failed(__FILE__, __LINE__, "%s: kind %d cut to %u bytes: %u",
						name, kind, bytes, verdict);
			}
		}
}

/* The largest match there can be assembles and loads. */
static void largest(int socket_fd)
{
	struct xsk_match match[REDIRECT_RULES_MAX];
	struct redirect redirect;

	for (uint16_t i = 0; i < REDIRECT_RULES_MAX; i++)
		match[i] = (struct xsk_match){ .ethertype = 0x0800,
			.protocol = 17,
			.src_port = (uint16_t)(100 * i + 1),
			.src_port_end = (uint16_t)(100 * i + 50),
			.dst_port = 40,
			.dst_port_end = 60 };
	match[7].src_port_end = 4000;
	redirect = load(match, REDIRECT_RULES_MAX, socket_fd);
	try_packets("sixteen ranges", redirect.program_fd, BIT(UDP4) | BIT(UDP4_OPTIONS));
	redirect_unload(&redirect);
}

int main(void)
{
	int socket_fd;
	struct redirect redirect;

	test_begin();
	test_needs_root();
	socket_fd = socket(AF_XDP, SOCK_RAW | SOCK_CLOEXEC, 0);
	if (socket_fd < 0)
		test_skip("no AF_XDP sockets: %s", strerror(errno));
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		redirect = load(cases[i].match, cases[i].count, socket_fd);
		try_packets(cases[i].name, redirect.program_fd, cases[i].taken);
		redirect_unload(&redirect);
	}
	largest(socket_fd);

	redirect = load(NULL, 0, -1);
	try_packets("nobody stands there", redirect.program_fd, 0);
	redirect_unload(&redirect);
	close(socket_fd);
	return test_end();
}
