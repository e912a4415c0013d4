// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Writing and checking frames in user space. */
#include "bench/frame.h"

#include <arpa/inet.h>
#include <net/ethernet.h>
#include <netinet/ip.h>
#include <netinet/udp.h>
#include <stddef.h>
#include <string.h>

const uint32_t frame_imix_bytes[FRAME_IMIX_SIZES] = { 64, 570, 1514 };
const uint8_t frame_imix_cycle[FRAME_IMIX_CYCLE] = { 0, 1, 0, 0, 1, 0, 2, 0, 1, 0, 0, 1 };

struct wire_frame {
	struct ether_header ethernet;
	struct iphdr ip;
	struct udphdr udp;
	struct frame_stamp stamp;
	uint8_t filler[];
} __attribute__((packed));

_Static_assert(offsetof(struct wire_frame, stamp) == FRAME_STAMP_OFFSET, "as drawn in frame.h");

void frame_plan_init(struct frame_plan *plan)
{
	*plan = (struct frame_plan){
		.bytes = 64,
		.dst_mac = { 0x02, 0x78, 0x73, 0x6b, 0x00, 0x02 },
		.src_mac = { 0x02, 0x78, 0x73, 0x6b, 0x00, 0x01 },
		.src = { 0xc6120001, 1 }, /* 198.18.0.1, RFC 2544 */
		.dst = { 0xc6130001, 1 },
		.src_port = { 1024, 1 },
		.dst_port = { 9, 1 }, /* discard */
	};
}

uint32_t frame_bytes(const struct frame_plan *plan, uint64_t sequence)
{
	return plan->imix ? frame_imix_bytes[frame_imix_cycle[sequence % FRAME_IMIX_CYCLE]] : plan->bytes;
}

double frame_mean_bytes(const struct frame_plan *plan)
{
	double sum = 0;

	for (uint32_t i = 0; i < FRAME_IMIX_CYCLE; i++)
		sum += frame_bytes(plan, i);
	return sum / FRAME_IMIX_CYCLE;
}

bool frame_varies(const struct frame_plan *plan)
{
	return plan->imix || plan->stamp || plan->src.count > 1 || plan->dst.count > 1 ||
	       plan->src_port.count > 1 || plan->dst_port.count > 1;
}

/* One digit of @number in mixed radix, added to the range's first value. */
static uint32_t take_digit(const struct frame_range *range, uint64_t *number)
{
	uint32_t value = range->first;

	if (range->count > 1) {
		value += (uint32_t)(*number % range->count);
		*number /= range->count;
	}
	return value;
}

struct frame_flow frame_flow(const struct frame_plan *plan, uint64_t sequence)
{
	struct frame_flow flow;

	flow.src_port = (uint16_t)take_digit(&plan->src_port, &sequence);
	flow.dst_port = (uint16_t)take_digit(&plan->dst_port, &sequence);
	flow.src = take_digit(&plan->src, &sequence);
	flow.dst = take_digit(&plan->dst, &sequence);
	return flow;
}

uint64_t frame_sum(const void *data, uint32_t bytes)
{
	const uint8_t *at = data;
	uint64_t sum = 0;
	uint16_t word;

	for (; bytes > 1; bytes -= 2, at += 2) {
		memcpy(&word, at, 2);
		sum += word;
	}
	if (bytes) {
		uint8_t last[2] = { *at, 0 };

		memcpy(&word, last, 2);
		sum += word;
	}
	return sum;
}

uint16_t frame_fold(uint64_t sum)
{
	sum = (sum >> 32) + (sum & 0xffffffff);
	sum = (sum >> 32) + (sum & 0xffffffff);
	sum = (sum >> 16) + (sum & 0xffff);
	sum = (sum >> 16) + (sum & 0xffff);
	return (uint16_t)sum;
}

static uint64_t pseudo_header_sum(const struct wire_frame *frame)
{
	uint64_t sum = frame_sum(&frame->ip.saddr, 8);

	return sum + htons(IPPROTO_UDP) + frame->udp.len;
}

static void write_varying(
	const struct frame_plan *plan, uint64_t sequence, uint64_t time_ns, void *data, uint32_t bytes)
{
	struct wire_frame *frame = data;
	struct frame_flow flow = frame_flow(plan, sequence);

	frame->ip.tot_len = htons((uint16_t)(bytes - FRAME_IP_OFFSET));
	frame->ip.saddr = htonl(flow.src);
	frame->ip.daddr = htonl(flow.dst);
	frame->ip.check = 0;
	frame->ip.check = (uint16_t)~frame_fold(frame_sum(&frame->ip, sizeof(frame->ip)));
	frame->udp.source = htons(flow.src_port);
	frame->udp.dest = htons(flow.dst_port);
	frame->udp.len = htons((uint16_t)(bytes - FRAME_UDP_OFFSET));
	frame->udp.check = 0;
	if (plan->stamp) {
		frame->stamp.sequence = sequence;
		frame->stamp.time_ns = time_ns;
	}
	if (plan->checksum) {
		uint64_t sum = pseudo_header_sum(frame) + frame_sum(&frame->udp, bytes - FRAME_UDP_OFFSET);
		uint16_t check = (uint16_t)~frame_fold(sum);

		frame->udp.check = check ? check : 0xffff;
	}
}

uint32_t frame_build(const struct frame_plan *plan, uint64_t sequence, uint64_t time_ns, void *data)
{
	uint32_t bytes = frame_bytes(plan, sequence), whole = plan->imix ? frame_imix_bytes[2] : plan->bytes;
	struct wire_frame *frame = data;

	memset(frame, 0, sizeof(*frame));
	memcpy(frame->ethernet.ether_dhost, plan->dst_mac, 6);
	memcpy(frame->ethernet.ether_shost, plan->src_mac, 6);
	frame->ethernet.ether_type = htons(ETHERTYPE_IP);
	frame->ip.version = 4;
	frame->ip.ihl = 5;
	frame->ip.ttl = 64;
	frame->ip.protocol = IPPROTO_UDP;
	/* The filler of the largest, so that a frame may be any size when it is varied later. */
	for (uint32_t i = 0; i + sizeof(*frame) < whole; i++)
		frame->filler[i] = (uint8_t)(i * 7 + 1);
	write_varying(plan, sequence, time_ns, data, bytes);
	return bytes;
}

uint32_t frame_vary(const struct frame_plan *plan, uint64_t sequence, uint64_t time_ns, void *data)
{
	uint32_t bytes = frame_bytes(plan, sequence);

	write_varying(plan, sequence, time_ns, data, bytes);
	return bytes;
}

bool frame_check(const void *data, uint32_t bytes, struct frame_stamp *stamp)
{
	const struct wire_frame *frame = data;

	if (bytes < FRAME_MIN_BYTES || frame->ethernet.ether_type != htons(ETHERTYPE_IP) ||
		frame->ip.version != 4 || frame->ip.ihl != 5 || frame->ip.protocol != IPPROTO_UDP)
		return false;
	if (ntohs(frame->ip.tot_len) != bytes - FRAME_IP_OFFSET ||
		ntohs(frame->udp.len) != bytes - FRAME_UDP_OFFSET)
		return false;
	if (frame_fold(frame_sum(&frame->ip, sizeof(frame->ip))) != 0xffff)
		return false;
	if (frame->udp.check && frame_fold(pseudo_header_sum(frame) +
					   frame_sum(&frame->udp, bytes - FRAME_UDP_OFFSET)) != 0xffff)
		return false;
	if (stamp)
		*stamp = frame->stamp;
	return true;
}

void frame_swap_macs(void *data)
{
	struct ether_header *ethernet = data;
	struct ether_header was = *ethernet;

	memcpy(ethernet->ether_dhost, was.ether_shost, 6);
	memcpy(ethernet->ether_shost, was.ether_dhost, 6);
}
