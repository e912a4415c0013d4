// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* xsk/headers.h finds what is there and never reads beyond the packet, cut off anywhere or made of noise. */
#include <xsk/headers.h>

#include <string.h>

#include "tests/harness/test.h"

struct sample {
	uint8_t bytes[256];
	uint32_t len;
};

static void append(struct sample *sample, const void *bytes, uint32_t len)
{
	memcpy(sample->bytes + sample->len, bytes, len);
	sample->len += len;
}

static void append_words(struct sample *sample, const uint16_t *words, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		uint16_t word = htons(words[i]);

		append(sample, &word, 2);
	}
}

static void ethernet(struct sample *sample, const uint16_t *types, uint32_t count)
{
	static const uint8_t addresses[12] = { 2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2 };

	sample->len = 0;
	append(sample, addresses, sizeof(addresses));
	append_words(sample, types, count);
}

/* Header of 20 bytes and @options more; the payload is to follow. */
static void ipv4(
	struct sample *sample, uint8_t protocol, uint32_t options, uint16_t fragment, uint32_t payload)
{
	uint8_t header[60] = { (uint8_t)(0x40 | (5 + options / 4)), [8] = 64, [9] = protocol, [12] = 10,
		[15] = 1, [16] = 10, [19] = 2 };
	uint16_t total = htons((uint16_t)(20 + options + payload));

	memcpy(header + 2, &total, 2);
	fragment = htons(fragment);
	memcpy(header + 6, &fragment, 2);
	append(sample, header, 20 + options);
}

static void ipv6(struct sample *sample, uint8_t next, uint32_t payload)
{
	uint8_t header[40] = { 0x60, [6] = next, [7] = 64, [8] = 0xfd, [23] = 1, [24] = 0xfd, [39] = 2 };
	uint16_t len = htons((uint16_t)payload);

	memcpy(header + 4, &len, 2);
	append(sample, header, sizeof(header));
}

static void udp(struct sample *sample, uint32_t payload)
{
	append_words(sample, (uint16_t[]){ 1000, 2000, (uint16_t)(8 + payload), 0 }, 4);
	for (uint32_t i = 0; i < payload; i++)
		append(sample, &(uint8_t){ (uint8_t)i }, 1);
}

static void tcp(struct sample *sample, uint32_t options, uint32_t payload)
{
	uint8_t header[60] = { 0x12, 0x34, 0x56, 0x78, [12] = (uint8_t)((5 + options / 4) << 4), [13] = 16 };

	append(sample, header, 20 + options);
	for (uint32_t i = 0; i < payload; i++)
		append(sample, &(uint8_t){ (uint8_t)i }, 1);
}

static void plain_udp(struct sample *sample)
{
	ethernet(sample, (uint16_t[]){ 0x0800 }, 1);
	ipv4(sample, 17, 0, 0, 8 + 18);
	udp(sample, 18);
}

static void finds_udp_behind_tags(void)
{
	struct xsk_headers found;
	struct sample sample;

	ethernet(&sample, (uint16_t[]){ 0x88a8, 0x2005, 0x8100, 7, 0x0800 }, 5);
	ipv4(&sample, 17, 8, 0, 8 + 5);
	udp(&sample, 5);
	append(&sample, "padding", 7);
	CHECK(xsk_headers__find(&found, sample.bytes, sample.len));
	CHECK_INT(found.tags, 2);
	CHECK_INT(found.vlan[0], 0x2005);
	CHECK_INT(found.vlan[1], 7);
	CHECK_INT(found.ethertype, 0x0800);
	CHECK(found.ipv4 && (uint8_t *)found.ipv4 == sample.bytes + 22);
	CHECK(found.udp && (uint8_t *)found.udp == sample.bytes + 22 + 28);
	CHECK(!found.tcp && !found.ipv6 && !found.malformed && !found.fragment);
	CHECK_INT(found.payload_len, 5);
	CHECK((uint8_t *)found.payload == sample.bytes + 22 + 28 + 8);
}

static void a_third_tag_is_not_skipped(void)
{
	struct xsk_headers found;
	struct sample sample;

	ethernet(&sample, (uint16_t[]){ 0x8100, 1, 0x8100, 2, 0x8100, 3, 0x0800 }, 7);
	CHECK(xsk_headers__find(&found, sample.bytes, sample.len));
	CHECK_INT(found.tags, 2);
	CHECK_INT(found.ethertype, 0x8100);
	CHECK_INT(found.payload_len, 4);
}

static void finds_tcp_behind_extensions(void)
{
	static const uint8_t hop[8] = { 43, 0 }, routing[16] = { 44, 1 }, fragment[8] = { 51, 0, 0, 1 },
			     authentication[12] = { 60, 1 }, destination[8] = { 6, 0 };
	struct xsk_headers found;
	struct sample sample;

	ethernet(&sample, (uint16_t[]){ 0x86dd }, 1);
	ipv6(&sample, 0, 8 + 16 + 8 + 12 + 8 + 24 + 3);
	append(&sample, hop, sizeof(hop));
	append(&sample, routing, sizeof(routing));
	append(&sample, fragment, sizeof(fragment));
	append(&sample, authentication, sizeof(authentication));
	append(&sample, destination, sizeof(destination));
	tcp(&sample, 4, 3);
	CHECK(xsk_headers__find(&found, sample.bytes, sample.len));
	CHECK(found.ipv6 && found.tcp && !found.udp && !found.malformed);
	CHECK_INT(found.protocol, 6);
	CHECK_INT(found.fragment, true); /* the first one: more to come */
	CHECK_INT(found.payload_len, 3);

	/* A later fragment has no TCP header. */
	sample.bytes[14 + 40 + 8 + 16 + 2] = 1;
	CHECK(xsk_headers__find(&found, sample.bytes, sample.len));
	CHECK(!found.tcp && found.fragment);
}

static void extensions_are_bounded(void)
{
	struct xsk_headers found;
	struct sample sample;

	for (int count = 7; count <= 9; count++) {
		ethernet(&sample, (uint16_t[]){ 0x86dd }, 1);
		ipv6(&sample, 60, (uint32_t)count * 8 + 8);
		for (int i = 0; i < count; i++)
			append(&sample, (uint8_t[8]){ i == count - 1 ? 17 : 60 }, 8);
		udp(&sample, 0);
		CHECK(xsk_headers__find(&found, sample.bytes, sample.len));
		CHECK_INT(found.udp != NULL, count <= XSK_HEADERS_MAX_EXTENSIONS);
	}
}

static void fragments_of_ipv4(void)
{
	struct xsk_headers found;
	struct sample sample;

	ethernet(&sample, (uint16_t[]){ 0x0800 }, 1);
	ipv4(&sample, 17, 0, 0x2000, 8 + 16);
	append_words(&sample, (uint16_t[]){ 1, 2, 2000, 0 }, 4); /* of the whole datagram */
	append(&sample, (uint8_t[16]){ 0 }, 16);
	CHECK(xsk_headers__find(&found, sample.bytes, sample.len));
	CHECK(found.udp && found.fragment && !found.malformed);
	CHECK_INT(found.payload_len, 16);

	ethernet(&sample, (uint16_t[]){ 0x0800 }, 1);
	ipv4(&sample, 17, 0, 3, 24);
	append(&sample, (uint8_t[24]){ 0 }, 24);
	CHECK(xsk_headers__find(&found, sample.bytes, sample.len));
	CHECK(found.ipv4 && !found.udp && found.fragment && !found.malformed);

	ethernet(&sample, (uint16_t[]){ 0x0800 }, 1);
	ipv4(&sample, 17, 0, 0x4000, 8); /* "don't fragment" makes none */
	udp(&sample, 0);
	CHECK(xsk_headers__find(&found, sample.bytes, sample.len));
	CHECK(found.udp && !found.fragment);
}

static void lengths_that_lie(void)
{
	static const struct {
		uint32_t at;
		uint8_t value;
		bool ip, transport;
	} lies[] = {
		{ 14, 0x55, false, false },      /* version 5 */
		{ 14, 0x44, false, false },      /* four words */
		{ 14, 0x4f, false, false },      /* 60 bytes: more than there are */
		{ 16, 0xff, true, true },        /* total length beyond the packet: cut off */
		{ 17, 19, false, false },        /* total length shorter than the header */
		{ 17, 27, true, false },         /* no room for UDP */
		{ 14 + 20 + 5, 7, true, false }, /* UDP length shorter than its header */
		{ 14 + 20 + 4, 9, true, true },  /* UDP length beyond the packet */
	};

	for (size_t i = 0; i < sizeof(lies) / sizeof(lies[0]); i++) {
		struct xsk_headers found;
		struct sample sample;

		plain_udp(&sample);
		sample.bytes[lies[i].at] = lies[i].value;
		CHECK(xsk_headers__find(&found, sample.bytes, sample.len));
		if (found.malformed != true || (found.ipv4 != NULL) != lies[i].ip ||
			(found.udp != NULL) != lies[i].transport)
			test_failed(__FILE__, __LINE__, "lie %zu: malformed %d ip %d udp %d", i,
				found.malformed, found.ipv4 != NULL, found.udp != NULL);
	}
}

/* Whatever was found lies within the packet, whole. */
static void check_inside(const struct xsk_headers *found, const uint8_t *data, uint32_t len)
{
	const struct {
		const void *at;
		size_t bytes;
	} parts[] = { { found->ethernet, 14 }, { found->ipv4, 20 }, { found->ipv6, 40 }, { found->udp, 8 },
		{ found->tcp, 20 }, { found->payload, found->payload_len } };

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		const uint8_t *at = parts[i].at;

		if (at)
			REQUIRE(at >= data && at + parts[i].bytes <= data + len);
	}
	REQUIRE(found->tags <= XSK_HEADERS_MAX_TAGS);
}

/* A copy that ends where its memory ends, so that the address sanitizer sees one byte too many. */
static void find_in_exact_copy(const uint8_t *bytes, uint32_t len)
{
	struct xsk_headers found;
	uint8_t *copy = malloc(len ? len : 1);

	REQUIRE(copy);
	memcpy(copy, bytes, len);
	CHECK_INT(xsk_headers__find(&found, copy, len), found.ethernet && found.ethertype != 0);
	check_inside(&found, copy, len);
	if (!found.malformed && (found.udp || found.tcp))
		xsk_checksum__transport(&found);
	xsk_headers__reverse(&found);
	free(copy);
}

static void cut_off_at_every_length(void)
{
	static const uint8_t routing[16] = { 6, 1 };
	struct sample samples[3];

	plain_udp(&samples[0]);
	ethernet(&samples[1], (uint16_t[]){ 0x8100, 1, 0x86dd }, 3);
	ipv6(&samples[1], 43, 16 + 32 + 9);
	append(&samples[1], routing, sizeof(routing));
	tcp(&samples[1], 12, 9);
	ethernet(&samples[2], (uint16_t[]){ 0x88a8, 1, 0x8100, 2, 0x0800 }, 5);
	ipv4(&samples[2], 6, 40, 0, 20);
	tcp(&samples[2], 0, 0);
	for (int i = 0; i < 3; i++)
		for (uint32_t len = 0; len <= samples[i].len; len++)
			find_in_exact_copy(samples[i].bytes, len);
}

static uint32_t noise_state = 1;

static uint32_t noise(void)
{
	noise_state = noise_state * 1664525u + 1013904223u;
	return noise_state >> 8;
}

static void noise_is_harmless(void)
{
	static const uint16_t types[] = { 0x0800, 0x86dd, 0x8100, 0x88a8 };

	for (int round = 0; round < 200000; round++) {
		uint8_t bytes[200];
		uint32_t len = noise() % sizeof(bytes);

		for (uint32_t i = 0; i < sizeof(bytes); i++)
			bytes[i] = (uint8_t)noise();
		if (noise() % 8) { /* mostly something that looks like a packet */
			uint16_t type = htons(types[noise() % 4]);
			static const uint8_t extensions[] = { 0, 43, 44, 51, 60, 6, 17, 17 };

			memcpy(bytes + 12, &type, 2);
			bytes[14] = noise() % 2 ? 0x45 : 0x60;
			bytes[16] = bytes[18] = 0;
			bytes[20] = extensions[noise() % 8];
			bytes[23] = extensions[noise() % 8];
			bytes[54] = extensions[noise() % 8];
			bytes[55] = (uint8_t)(noise() % 4);
		}
		find_in_exact_copy(bytes, len);
	}
}

/* RFC 1071 word by word, as slowly as it is written there. */
static uint16_t slow_checksum(const uint8_t *bytes, size_t len)
{
	uint32_t sum = 0;

	for (size_t i = 0; i < len; i += 2)
		sum += (uint32_t)bytes[i] << 8 | (i + 1 < len ? bytes[i + 1] : 0);
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return htons((uint16_t)~sum);
}

static void checksum_agrees_with_rfc1071(void)
{
	static const uint8_t example[] = { 0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7 };
	uint8_t bytes[128];

	/* The example of RFC 1071, section 3: the sum is ddf2. */
	CHECK_INT(
		ntohs(xsk_checksum__finish(xsk_checksum__add(0, example, sizeof(example)))), 0xffff - 0xddf2);
	for (int round = 0; round < 20000; round++) {
		size_t len = noise() % sizeof(bytes), cut = noise() % (sizeof(bytes) / 2) * 2;

		for (size_t i = 0; i < len; i++)
			bytes[i] = round % 4 ? (uint8_t)noise() : 0xff;
		REQUIRE(xsk_checksum__finish(xsk_checksum__add(0, bytes, len)) == slow_checksum(bytes, len));
		if (cut > len)
			continue;
		REQUIRE(xsk_checksum__finish(xsk_checksum__add(xsk_checksum__add(0, bytes, cut), bytes + cut,
				len - cut)) == slow_checksum(bytes, len));
	}
}

static void replacing_agrees_with_summing(void)
{
	uint8_t bytes[20];

	for (int round = 0; round < 20000; round++) {
		uint16_t old_sum, from16, to16 = (uint16_t)noise();
		uint32_t from32, to32 = noise() << 8 | noise() % 256;

		for (size_t i = 0; i < sizeof(bytes); i++)
			bytes[i] = (uint8_t)noise();
		if (round % 16 == 0)
			to16 = round % 32 ? 0 : 0xffff;
		old_sum = slow_checksum(bytes, sizeof(bytes));
		memcpy(&from16, bytes + 4, 2);
		memcpy(bytes + 4, &to16, 2);
		REQUIRE(xsk_checksum__replace16(old_sum, from16, to16) ==
			slow_checksum(bytes, sizeof(bytes)));
		old_sum = slow_checksum(bytes, sizeof(bytes));
		memcpy(&from32, bytes + 8, 4);
		memcpy(bytes + 8, &to32, 4);
		REQUIRE(xsk_checksum__replace32(old_sum, from32, to32) ==
			slow_checksum(bytes, sizeof(bytes)));
	}
}

/* A datagram 10.0.0.1:1000 -> 10.0.0.2:2000 with 18 bytes 0..17, its checksums by hand. */
static void transport_and_ipv4_checksums(void)
{
	uint8_t pseudo[12 + 26] = { 10, 0, 0, 1, 10, 0, 0, 2, 0, 17, 0, 26 };
	struct xsk_headers found, reversed;
	struct sample sample;
	uint16_t expected;

	plain_udp(&sample);
	REQUIRE(xsk_headers__find(&found, sample.bytes, sample.len) && found.udp);
	memcpy(pseudo + 12, found.udp, 26);
	expected = slow_checksum(pseudo, sizeof(pseudo));
	found.udp->checksum = htons(0xdead); /* what stands there does not matter */
	CHECK_INT(xsk_checksum__transport(&found), expected);
	found.udp->checksum = expected;
	found.ipv4->checksum = xsk_checksum__ipv4(found.ipv4);
	CHECK_INT(xsk_checksum__finish(xsk_checksum__add(0, found.ipv4, 20)), 0);

	xsk_headers__reverse(&found);
	REQUIRE(xsk_headers__find(&reversed, sample.bytes, sample.len));
	CHECK_INT(ntohs(reversed.udp->src_port), 2000);
	CHECK_INT(ntohs(reversed.udp->dst_port), 1000);
	CHECK_INT(ntohl(reversed.ipv4->src), 0x0a000002);
	CHECK_INT(sample.bytes[5], 2);
	CHECK_INT(sample.bytes[11], 1);
	CHECK_INT(xsk_checksum__transport(&reversed), expected);
	CHECK_INT(xsk_checksum__ipv4(reversed.ipv4), reversed.ipv4->checksum);

	/* A UDP sum that comes out as 0 is sent as 0xffff. */
	memset(sample.bytes + 26, 0, 8);
	found.udp->src_port = found.udp->dst_port = 0;
	memset(found.payload, 0, 18);
	memcpy(found.payload, &(uint16_t){ htons((uint16_t)(0xffff - 17 - 26 - 26)) }, 2);
	CHECK_INT(xsk_checksum__transport(&found), 0xffff);
}

static void ipv6_pseudo_header(void)
{
	uint8_t pseudo[40 + 23];
	struct xsk_headers found;
	struct sample sample;

	ethernet(&sample, (uint16_t[]){ 0x86dd }, 1);
	ipv6(&sample, 6, 23);
	tcp(&sample, 0, 3);
	REQUIRE(xsk_headers__find(&found, sample.bytes, sample.len) && found.tcp);
	memset(pseudo, 0, sizeof(pseudo));
	memcpy(pseudo, found.ipv6->src, 32);
	pseudo[35] = 23;
	pseudo[39] = 6;
	memcpy(pseudo + 40, found.tcp, 23);
	CHECK_INT(xsk_checksum__transport(&found), slow_checksum(pseudo, sizeof(pseudo)));
}

int main(void)
{
	test_begin();
	finds_udp_behind_tags();
	a_third_tag_is_not_skipped();
	finds_tcp_behind_extensions();
	extensions_are_bounded();
	fragments_of_ipv4();
	lengths_that_lie();
	cut_off_at_every_length();
	noise_is_harmless();
	checksum_agrees_with_rfc1071();
	replacing_agrees_with_summing();
	transport_and_ipv4_checksums();
	ipv6_pseudo_header();
	return test_end();
}
