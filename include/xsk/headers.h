/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * Finding the headers of a packet, and the internet checksum. Header-only: nothing here is in the library.
 *
 *	struct xsk_headers found;
 *
 *	xsk_headers__find(&found, packet.data, packet.len);
 *	if (found.udp && found.udp->dst_port == htons(7))
 *		reply(found.payload, found.payload_len);
 *
 *	 data      ethernet                ipv4 / ipv6                        udp / tcp     payload
 *	 |         |                       |                                  |             |
 *	 [dst src  (tag) (tag)  ethertype] [header, options or extensions...] [header ...]  [payload_len
 *bytes] padding
 *
 * A pointer is set only if the whole header lies within the packet; else it is NULL. The structs are packed:
 *a packet may lie at any address. Fields of 16 and 32 bits are in network byte order, as on the wire.
 */
#ifndef XSK_HEADERS_H
#define XSK_HEADERS_H

#include <arpa/inet.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#ifdef __cplusplus
extern "C" {
#endif

struct xsk_ethernet_header {
	uint8_t dst[6];
	uint8_t src[6];
	uint16_t ethertype; /* the outer tag's, where there is a tag */
} __attribute__((packed));

/* Follows the addresses in place of the EtherType; `ethertype` is that of what comes next. */
struct xsk_vlan_tag {
	uint16_t control; /* priority 3 bits, drop eligible 1, VLAN id 12 */
	uint16_t ethertype;
} __attribute__((packed));

struct xsk_ipv4_header {
	uint8_t version_words; /* 4, and the header's length in 32-bit words */
	uint8_t tos;
	uint16_t total_len;
	uint16_t id;
	uint16_t fragment; /* don't-fragment 0x4000, more-fragments 0x2000, offset / 8 in 13 bits */
	uint8_t ttl;
	uint8_t protocol;
	uint16_t checksum;
	uint32_t src;
	uint32_t dst;
} __attribute__((packed));

struct xsk_ipv6_header {
	uint32_t version_class_flow;
	uint16_t payload_len;
	uint8_t next_header;
	uint8_t hop_limit;
	uint8_t src[16];
	uint8_t dst[16];
} __attribute__((packed));

struct xsk_udp_header {
	uint16_t src_port;
	uint16_t dst_port;
	uint16_t len; /* with this header */
	uint16_t checksum;
} __attribute__((packed));

struct xsk_tcp_header {
	uint16_t src_port;
	uint16_t dst_port;
	uint32_t sequence;
	uint32_t acknowledgment;
	uint8_t words; /* upper 4 bits: the header's length in 32-bit words */
	uint8_t flags; /* FIN 1, SYN 2, RST 4, PSH 8, ACK 16, URG 32 */
	uint16_t window;
	uint16_t checksum;
	uint16_t urgent;
} __attribute__((packed));

#define XSK_HEADERS_MAX_TAGS       2 /* VLAN tags that are skipped */
#define XSK_HEADERS_MAX_EXTENSIONS 8 /* IPv6 extension headers that are skipped */

struct xsk_headers {
	struct xsk_ethernet_header *ethernet;
	struct xsk_ipv4_header *ipv4;
	struct xsk_ipv6_header *ipv6;
	struct xsk_udp_header *udp;
	struct xsk_tcp_header *tcp;
	void *payload;        /* what follows the innermost header found; NULL without Ethernet header */
	uint32_t payload_len; /* bytes, without padding of the frame */
	uint16_t ethertype;   /* host order, behind the tags; 0 where it is cut off */
	uint16_t vlan[XSK_HEADERS_MAX_TAGS]; /* host order: control word of each tag */
	uint8_t tags;                        /* how many tags there are */
	uint8_t protocol; /* of IPv4, or behind IPv6's extension headers; meaningful with ipv4 or ipv6 */
	bool fragment;    /* of an IP packet; only the first one has UDP or TCP */
	bool malformed;   /* cut off, or a length that contradicts another */
};

/* Not for calling: one packet's bytes, consumed from the front. */
struct xsk_headers_cursor {
	uint8_t *at;
	uint32_t left;
};

static inline void *xsk_headers__take(struct xsk_headers_cursor *cursor, uint32_t bytes)
{
	void *taken = cursor->at;

	if (cursor->left < bytes)
		return NULL;
	cursor->at += bytes;
	cursor->left -= bytes;
	return taken;
}

/* The lower layer says how long the rest is: what lies beyond is padding, what is missing was cut off. */
static inline void xsk_headers__limit(
	struct xsk_headers *found, struct xsk_headers_cursor *cursor, uint32_t bytes)
{
	if (bytes > cursor->left)
		found->malformed = true;
	else
		cursor->left = bytes;
}

static inline bool xsk_headers__find_link(struct xsk_headers *found, struct xsk_headers_cursor *cursor)
{
	uint16_t type;

	found->ethernet = (struct xsk_ethernet_header *)xsk_headers__take(cursor, sizeof(*found->ethernet));
	if (!found->ethernet)
		return false;
	type = ntohs(found->ethernet->ethertype);
	while ((type == 0x8100 || type == 0x88a8 || type == 0x9100) && found->tags < XSK_HEADERS_MAX_TAGS) {
		struct xsk_vlan_tag *tag = (struct xsk_vlan_tag *)xsk_headers__take(cursor, sizeof(*tag));

		if (!tag)
			return false;
		found->vlan[found->tags++] = ntohs(tag->control);
		type = ntohs(tag->ethertype);
	}
	found->ethertype = type;
	return true;
}

/* True when a transport header may follow. */
static inline bool xsk_headers__find_ipv4(struct xsk_headers *found, struct xsk_headers_cursor *cursor)
{
	struct xsk_ipv4_header *ip = (struct xsk_ipv4_header *)cursor->at;
	uint32_t bytes, total;
	uint16_t fragment;

	if (cursor->left < sizeof(*ip))
		return found->malformed = true, false;
	bytes = (ip->version_words & 15u) * 4u;
	total = ntohs(ip->total_len);
	if (ip->version_words >> 4 != 4 || bytes < sizeof(*ip) || bytes > cursor->left || total < bytes)
		return found->malformed = true, false;
	xsk_headers__take(cursor, bytes);
	xsk_headers__limit(found, cursor, total - bytes);
	fragment = ntohs(ip->fragment);
	found->ipv4 = ip;
	found->protocol = ip->protocol;
	found->fragment = (fragment & 0x3fff) != 0;
	return (fragment & 0x1fff) == 0;
}

/* Length of an IPv6 extension header that starts here; 0 when @protocol is none that can be skipped. */
static inline uint32_t xsk_headers__extension_bytes(uint8_t protocol, const struct xsk_headers_cursor *cursor)
{
	switch (protocol) {
	case 0:  /* hop by hop */
	case 43: /* routing */
	case 60: /* destination options */
		return cursor->left < 2 ? UINT32_MAX : (cursor->at[1] + 1u) * 8u;
	case 44: /* fragment */
		return 8;
	case 51: /* authentication */
		return cursor->left < 2 ? UINT32_MAX : (cursor->at[1] + 2u) * 4u;
	default:
		return 0;
	}
}

static inline bool xsk_headers__find_ipv6(struct xsk_headers *found, struct xsk_headers_cursor *cursor)
{
	struct xsk_ipv6_header *ip = (struct xsk_ipv6_header *)cursor->at;

	if (cursor->left < sizeof(*ip) || cursor->at[0] >> 4 != 6)
		return found->malformed = true, false;
	xsk_headers__take(cursor, sizeof(*ip));
	xsk_headers__limit(found, cursor, ntohs(ip->payload_len));
	found->ipv6 = ip;
	found->protocol = ip->next_header;
	for (int i = 0; i < XSK_HEADERS_MAX_EXTENSIONS; i++) {
		uint32_t bytes = xsk_headers__extension_bytes(found->protocol, cursor);
		uint8_t *extension;

		if (bytes == 0)
			return true;
		extension = (uint8_t *)xsk_headers__take(cursor, bytes);
		if (!extension)
			return found->malformed = true, false;
		if (found->protocol == 44) {
			uint16_t word = (uint16_t)(extension[2] << 8 | extension[3]);

			found->fragment = (word & 0xfff9) != 0;
			found->protocol = extension[0];
			if (word & 0xfff8)
				return false;
			continue;
		}
		found->protocol = extension[0];
	}
	return xsk_headers__extension_bytes(found->protocol, cursor) == 0;
}

static inline void xsk_headers__find_transport(struct xsk_headers *found, struct xsk_headers_cursor *cursor)
{
	if (found->protocol == 17) {
		struct xsk_udp_header *udp = (struct xsk_udp_header *)cursor->at;

		if (cursor->left < sizeof(*udp) || ntohs(udp->len) < sizeof(*udp)) {
			found->malformed = true;
			return;
		}
		xsk_headers__take(cursor, sizeof(*udp));
		/* The first fragment has the length of the whole datagram. */
		if (!found->fragment)
			xsk_headers__limit(found, cursor, ntohs(udp->len) - (uint32_t)sizeof(*udp));
		found->udp = udp;
	} else if (found->protocol == 6) {
		struct xsk_tcp_header *tcp = (struct xsk_tcp_header *)cursor->at;
		uint32_t bytes = cursor->left < sizeof(*tcp) ? 0 : (tcp->words >> 4) * 4u;

		if (bytes < sizeof(*tcp) || !xsk_headers__take(cursor, bytes)) {
			found->malformed = true;
			return;
		}
		found->tcp = tcp;
	}
}

/**
 * xsk_headers__find - find the headers of an Ethernet frame
 * @found: receives pointers into the packet
 * @data:  first byte of the Ethernet header; any alignment
 * @len:   bytes
 *
 * Reads nothing beyond @len, whatever the packet says. Skips up to two VLAN tags, IPv4 options and up to
 * eight IPv6 extension headers. Checksums are not looked at.
 *
 * Return: true when the Ethernet header and its tags are whole.
 * Threads: any.
 */
static inline bool xsk_headers__find(struct xsk_headers *found, void *data, uint32_t len)
{
	struct xsk_headers_cursor cursor = { (uint8_t *)data, len };
	bool transport = false;

	memset(found, 0, sizeof(*found));
	if (!xsk_headers__find_link(found, &cursor)) {
		found->malformed = true;
		return false;
	}
	if (found->ethertype == 0x0800)
		transport = xsk_headers__find_ipv4(found, &cursor);
	else if (found->ethertype == 0x86dd)
		transport = xsk_headers__find_ipv6(found, &cursor);
	if (transport)
		xsk_headers__find_transport(found, &cursor);
	found->payload = cursor.at;
	found->payload_len = cursor.left;
	return true;
}

/*
 * The internet checksum (RFC 1071). A sum is built in pieces and finished once:
 *
 *	sum = xsk_checksum__add(0, header, header_len);
 *	sum = xsk_checksum__add(sum, payload, payload_len);
 *	ip->checksum = xsk_checksum__finish(sum);
 *
 * Every piece but the last has an even length. Sums and results are in memory order: no htons.
 */
static inline uint64_t xsk_checksum__add(uint64_t sum, const void *data, size_t len)
{
	const uint8_t *at = (const uint8_t *)data;

	while (len) {
		size_t bytes = len < sizeof(uint64_t) ? len : sizeof(uint64_t);
		uint64_t word = 0;

		memcpy(&word, at, bytes);
		sum += word;
		sum += sum < word; /* the carry comes back in below */
		at += bytes;
		len -= bytes;
	}
	return sum;
}

/* Folds a sum to 16 bits and inverts it: what the checksum field holds. 0 for bytes with a right checksum. */
static inline uint16_t xsk_checksum__finish(uint64_t sum)
{
	sum = (sum >> 32) + (sum & 0xffffffff);
	sum = (sum >> 32) + (sum & 0xffffffff);
	sum = (sum >> 16) + (sum & 0xffff);
	sum = (sum >> 16) + (sum & 0xffff);
	sum = (sum >> 16) + (sum & 0xffff);
	return (uint16_t)~sum;
}

/*
 * A field changed under a checksum (RFC 1624, equation 3): the new checksum from the old one. All arguments
 * as they lie in memory. A field at an odd offset needs its whole 16-bit words.
 */
static inline uint16_t xsk_checksum__replace16(uint16_t checksum, uint16_t from, uint16_t to)
{
	return xsk_checksum__finish((uint64_t)(uint16_t)~checksum + (uint16_t)~from + to);
}

static inline uint16_t xsk_checksum__replace32(uint16_t checksum, uint32_t from, uint32_t to)
{
	return xsk_checksum__finish((uint64_t)(uint16_t)~checksum + (uint32_t)~from + to);
}

/* Sum of the pseudo header that UDP and TCP put before theirs; @len: transport header and payload, host
 * order. */
static inline uint64_t xsk_checksum__pseudo(const struct xsk_headers *found, uint32_t len)
{
	uint32_t last[2] = { htonl(len), htonl(found->protocol) };
	uint64_t sum = 0;

	if (found->ipv4)
		sum = xsk_checksum__add(sum, &found->ipv4->src, 8);
	else if (found->ipv6)
		sum = xsk_checksum__add(sum, found->ipv6->src, 32);
	return xsk_checksum__add(sum, last, sizeof(last));
}

/* What the IPv4 header's checksum field should hold. */
static inline uint16_t xsk_checksum__ipv4(const struct xsk_ipv4_header *ip)
{
	uint64_t sum = xsk_checksum__add(0, ip, offsetof(struct xsk_ipv4_header, checksum));
	size_t rest = offsetof(struct xsk_ipv4_header, src);

	return xsk_checksum__finish(
		xsk_checksum__add(sum, (const uint8_t *)ip + rest, (ip->version_words & 15u) * 4u - rest));
}

/*
 * What the UDP or TCP checksum field should hold; 0 without such a header. For whole packets: neither
 * fragments nor malformed ones. UDP's 0 means "none", so a sum of 0 is sent as 0xffff there.
 */
static inline uint16_t xsk_checksum__transport(const struct xsk_headers *found)
{
	const uint8_t *first = found->udp ? (const uint8_t *)found->udp : (const uint8_t *)found->tcp;
	size_t field = found->udp ? offsetof(struct xsk_udp_header, checksum)
				  : offsetof(struct xsk_tcp_header, checksum);
	uint16_t result;
	uint64_t sum;
	size_t len;

	if (!first)
		return 0;
	len = (size_t)((const uint8_t *)found->payload - first) + found->payload_len;
	sum = xsk_checksum__pseudo(found, (uint32_t)len);
	sum = xsk_checksum__add(sum, first, field);
	sum = xsk_checksum__add(sum, first + field + 2, len - field - 2);
	result = xsk_checksum__finish(sum);
	return found->udp && result == 0 ? 0xffff : result;
}

static inline void xsk_headers__exchange(void *one, void *other, size_t bytes)
{
	uint8_t kept[16];

	memcpy(kept, one, bytes);
	memcpy(one, other, bytes);
	memcpy(other, kept, bytes);
}

/**
 * xsk_headers__reverse - send a packet back: exchange source and destination
 *
 * Of the Ethernet, IP and UDP or TCP headers that were found. Checksums stay right.
 */
static inline void xsk_headers__reverse(const struct xsk_headers *found)
{
	if (found->ethernet)
		xsk_headers__exchange(found->ethernet->dst, found->ethernet->src, 6);
	if (found->ipv4)
		xsk_headers__exchange(&found->ipv4->src, &found->ipv4->dst, 4);
	if (found->ipv6)
		xsk_headers__exchange(found->ipv6->src, found->ipv6->dst, 16);
	if (found->udp)
		xsk_headers__exchange(&found->udp->src_port, &found->udp->dst_port, 2);
	if (found->tcp)
		xsk_headers__exchange(&found->tcp->src_port, &found->tcp->dst_port, 2);
}

#ifdef __cplusplus
}
#endif

#endif
