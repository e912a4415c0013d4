// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Registers: r6 context, r7 state, r8 packet, r9 bytes of this frame; r1 IPv4 sum, r2 UDP sum, r3 what is
 * left of the sequence number while flows are taken from it. Time is kept on the stack.
 *
 * Pages are used again with what the program wrote last, so it writes every field that varies each time.
 */
#include "bench/generator_program.h"

#include <arpa/inet.h>
#include <bpf/bpf.h>
#include <stddef.h>
#include <string.h>

#include "bench/assemble.h"
#include "bench/fail.h"

enum {
	IP_LENGTH = FRAME_IP_OFFSET + 2,
	IP_CHECK = FRAME_IP_OFFSET + 10,
	IP_SRC = FRAME_IP_OFFSET + 12,
	IP_DST = FRAME_IP_OFFSET + 16,
	UDP_SRC = FRAME_UDP_OFFSET,
	UDP_DST = FRAME_UDP_OFFSET + 2,
	UDP_LENGTH = FRAME_UDP_OFFSET + 4,
	UDP_CHECK = FRAME_UDP_OFFSET + 6,
	STACK_TIME = -8,
};

#define STATE(field) ((int16_t)offsetof(struct generator_state, field))

/* Sums over what stays the same in frames of one size. */
struct constants {
	uint32_t bytes;
	uint16_t ip_sum, udp_sum;
};

static bool varies(const struct frame_range *range)
{
	return range->count > 1;
}

static struct constants constants_of(const struct frame_plan *plan, uint64_t sequence)
{
	uint8_t frame[FRAME_MAX_BYTES];
	struct constants constants;
	uint16_t length;

	constants.bytes = frame_build(plan, sequence, 0, frame);
	memset(frame + IP_CHECK, 0, 2);
	memset(frame + UDP_CHECK, 0, 2);
	if (plan->stamp)
		memset(frame + FRAME_STAMP_OFFSET, 0, sizeof(struct frame_stamp));
	if (varies(&plan->src))
		memset(frame + IP_SRC, 0, 4);
	if (varies(&plan->dst))
		memset(frame + IP_DST, 0, 4);
	if (varies(&plan->src_port))
		memset(frame + UDP_SRC, 0, 2);
	if (varies(&plan->dst_port))
		memset(frame + UDP_DST, 0, 2);
	memcpy(&length, frame + UDP_LENGTH, 2);
	constants.ip_sum = frame_fold(frame_sum(frame + FRAME_IP_OFFSET, 20));
	constants.udp_sum =
		frame_fold(frame_sum(frame + IP_SRC, 8) + htons(IPPROTO_UDP) + length +
			   frame_sum(frame + FRAME_UDP_OFFSET, constants.bytes - FRAME_UDP_OFFSET));
	return constants;
}

/* Answers XDP_DROP before the next frame is due; returns the jump that does it. */
static uint32_t emit_pacing(struct assembly *a)
{
	uint32_t early, in_time;

	assemble_load(a, BPF_DW, 1, 10, STACK_TIME);
	assemble_op_value(a, BPF_LSH, 1, GENERATOR_TIME_SHIFT);
	assemble_load(a, BPF_DW, 2, 7, STATE(due));
	early = assemble(a, BPF_JMP | BPF_JLT | BPF_X, 1, 2, 0, 0);
	assemble_move(a, 3, 1);
	assemble_op(a, BPF_SUB, 3, 2);
	assemble_load(a, BPF_DW, 4, 7, STATE(patience));
	in_time = assemble(a, BPF_JMP | BPF_JLE | BPF_X, 3, 4, 0, 0);
	assemble_move(a, 2, 1);
	assemble_load(a, BPF_DW, 3, 7, STATE(late));
	assemble_op_value(a, BPF_ADD, 3, 1);
	assemble_store(a, BPF_DW, 7, STATE(late), 3);
	assemble_land(a, in_time);
	assemble_load(a, BPF_DW, 3, 7, STATE(interval));
	assemble_op(a, BPF_ADD, 2, 3);
	assemble_store(a, BPF_DW, 7, STATE(due), 2);
	return early;
}

/* r9 = size of the frame, and the frame cut to it. */
static void emit_imix(struct assembly *a)
{
	uint32_t skip[FRAME_IMIX_SIZES - 1];

	assemble_load(a, BPF_DW, 1, 7, STATE(sent));
	assemble_op_value(a, BPF_MOD, 1, FRAME_IMIX_CYCLE);
	assemble_set(a, 2, 1);
	assemble_op(a, BPF_LSH, 2, 1);
	assemble_set(a, 9, (int32_t)frame_imix_bytes[0]);
	for (uint32_t size = 1; size < FRAME_IMIX_SIZES; size++) {
		int32_t places = 0;

		for (uint32_t i = 0; i < FRAME_IMIX_CYCLE; i++)
			places |= frame_imix_cycle[i] == size ? 1 << i : 0;
		assemble_move(a, 3, 2);
		assemble_op_value(a, BPF_AND, 3, places);
		skip[size - 1] = assemble(a, BPF_JMP | BPF_JEQ | BPF_K, 3, 0, 0, 0);
		assemble_set(a, 9, (int32_t)frame_imix_bytes[size]);
		assemble_land(a, skip[size - 1]);
	}
	assemble_move(a, 1, 6);
	assemble_move(a, 2, 9);
	assemble_op_value(a, BPF_SUB, 2, (int32_t)frame_imix_bytes[FRAME_IMIX_SIZES - 1]);
	assemble_call(a, BPF_FUNC_xdp_adjust_tail);
}

/* The constant parts of the sums, and of IMIX the length fields too. */
static void emit_constants(struct assembly *a, const struct frame_plan *plan)
{
	uint32_t done[FRAME_IMIX_SIZES];

	if (!plan->imix) {
		struct constants constants = constants_of(plan, 0);

		assemble_set(a, 1, constants.ip_sum);
		assemble_set(a, 2, constants.udp_sum);
		return;
	}
	for (uint32_t size = 0; size < FRAME_IMIX_SIZES; size++) {
		const uint8_t *place = memchr(frame_imix_cycle, (int)size, FRAME_IMIX_CYCLE);
		struct constants constants = constants_of(plan, (uint64_t)(place - frame_imix_cycle));
		uint32_t other = assemble(a, BPF_JMP | BPF_JNE | BPF_K, 9, 0, 0, (int32_t)constants.bytes);

		assemble_set(a, 1, constants.ip_sum);
		assemble_set(a, 2, constants.udp_sum);
		assemble(a, BPF_ST | BPF_MEM | BPF_H, 8, 0, IP_LENGTH,
			htons((uint16_t)(constants.bytes - FRAME_IP_OFFSET)));
		assemble(a, BPF_ST | BPF_MEM | BPF_H, 8, 0, UDP_LENGTH,
			htons((uint16_t)(constants.bytes - FRAME_UDP_OFFSET)));
		done[size] = assemble(a, BPF_JMP | BPF_JA, 0, 0, 0, 0);
		assemble_land(a, other);
	}
	/* No other size occurs, but the verifier wants the registers set. */
	assemble_set(a, 1, 0);
	assemble_set(a, 2, 0);
	for (uint32_t size = 0; size < FRAME_IMIX_SIZES; size++)
		assemble_land(a, done[size]);
}

static void emit_range(struct assembly *a, const struct frame_range *range, int16_t offset, bool address)
{
	if (!varies(range))
		return;
	assemble_move(a, 4, 3);
	assemble_op_value(a, BPF_MOD, 4, (int32_t)range->count);
	assemble_op_value(a, BPF_DIV, 3, (int32_t)range->count);
	assemble_op_value(a, BPF_ADD, 4, (int32_t)range->first);
	assemble_big_endian(a, 4, address ? 32 : 16);
	assemble_store(a, address ? BPF_W : BPF_H, 8, offset, 4);
	assemble_op(a, BPF_ADD, 2, 4);
	if (address)
		assemble_op(a, BPF_ADD, 1, 4);
}

/* Adds @value, 64 bits, to the UDP sum; 2^16 is 1 in one's complement, so the halves may be added. */
static void emit_sum_wide(struct assembly *a, uint8_t value)
{
	assemble_move(a, 5, value);
	assemble_op_value(a, BPF_RSH, 5, 32);
	assemble_op(a, BPF_ADD, 2, 5);
	assemble(a, BPF_ALU | BPF_MOV | BPF_X, 5, value, 0, 0);
	assemble_op(a, BPF_ADD, 2, 5);
}

static void emit_stamp(struct assembly *a)
{
	assemble_load(a, BPF_DW, 4, 7, STATE(sent));
	assemble_store(a, BPF_DW, 8, FRAME_STAMP_OFFSET, 4);
	emit_sum_wide(a, 4);
	assemble_load(a, BPF_DW, 4, 10, STACK_TIME);
	assemble_store(a, BPF_DW, 8, FRAME_STAMP_OFFSET + 8, 4);
	emit_sum_wide(a, 4);
}

/* Folds @sum, inverts it and stores it; 0 becomes 0xffff where 0 means none. */
static void emit_check(struct assembly *a, uint8_t sum, int16_t offset, bool zero_means_none)
{
	for (int32_t bits = 32; bits; bits = bits == 32 ? 16 : 0) {
		for (int round = 0; round < 2; round++) {
			assemble_move(a, 5, sum);
			assemble_op_value(a, BPF_RSH, 5, bits);
			if (bits == 32)
				assemble(a, BPF_ALU | BPF_MOV | BPF_X, sum, sum, 0, 0);
			else
				assemble_op_value(a, BPF_AND, sum, 0xffff);
			assemble_op(a, BPF_ADD, sum, 5);
		}
	}
	assemble_op_value(a, BPF_XOR, sum, 0xffff);
	if (zero_means_none) {
		uint32_t other = assemble(a, BPF_JMP | BPF_JNE | BPF_K, sum, 0, 0, 0);

		assemble_set(a, sum, 0xffff);
		assemble_land(a, other);
	}
	assemble_store(a, BPF_H, 8, offset, sum);
}

/* Rewrites what varies; returns the jump taken by a frame that is too short, which there is none. */
static uint32_t emit_fields(struct assembly *a, const struct frame_plan *plan)
{
	uint32_t too_short;

	assemble_load(a, BPF_W, 8, 6, offsetof(struct xdp_md, data));
	assemble_load(a, BPF_W, 1, 6, offsetof(struct xdp_md, data_end));
	assemble_move(a, 2, 8);
	assemble_op_value(a, BPF_ADD, 2, FRAME_MIN_BYTES);
	too_short = assemble(a, BPF_JMP | BPF_JGT | BPF_X, 2, 1, 0, 0);
	emit_constants(a, plan);
	assemble_load(a, BPF_DW, 3, 7, STATE(sent));
	emit_range(a, &plan->src_port, UDP_SRC, false);
	emit_range(a, &plan->dst_port, UDP_DST, false);
	emit_range(a, &plan->src, IP_SRC, true);
	emit_range(a, &plan->dst, IP_DST, true);
	if (plan->stamp)
		emit_stamp(a);
	if (plan->imix || varies(&plan->src) || varies(&plan->dst))
		emit_check(a, 1, IP_CHECK, false);
	if (plan->checksum)
		emit_check(a, 2, UDP_CHECK, true);
	return too_short;
}

static void assemble_generator(
	struct assembly *a, const struct frame_plan *plan, bool paced, int state_map_fd)
{
	uint32_t leave[3], leaves = 0;

	a->count = 0;
	assemble_move(a, 6, 1);
	assemble_wide(a, 7, BPF_PSEUDO_MAP_VALUE, (uint32_t)state_map_fd);
	assemble_load(a, BPF_DW, 1, 7, STATE(sent));
	assemble_load(a, BPF_DW, 2, 7, STATE(limit));
	leave[leaves++] = assemble(a, BPF_JMP | BPF_JGE | BPF_X, 1, 2, 0, 0);
	if (paced || plan->stamp) {
		assemble_call(a, BPF_FUNC_ktime_get_ns);
		assemble_store(a, BPF_DW, 10, STACK_TIME, 0);
	}
	if (paced)
		leave[leaves++] = emit_pacing(a);
	if (plan->imix)
		emit_imix(a);
	if (frame_varies(plan))
		leave[leaves++] = emit_fields(a, plan);
	assemble_load(a, BPF_DW, 1, 7, STATE(sent));
	assemble_op_value(a, BPF_ADD, 1, 1);
	assemble_store(a, BPF_DW, 7, STATE(sent), 1);
	assemble_set(a, 0, XDP_TX);
	assemble_exit(a);
	for (uint32_t i = 0; i < leaves; i++)
		assemble_land(a, leave[i]);
	assemble_set(a, 0, XDP_DROP);
	assemble_exit(a);
}

/* The verifier's last words but for its statistics: what it objects to. */
static const char *last_line(char *log)
{
	char *end = strstr(log, "\nprocessed "), *line;

	if (end)
		*end = '\0';
	line = strrchr(log, '\n');
	return line ? line + 1 : log;
}

int generator_program_load(const struct frame_plan *plan, bool paced, int state_map_fd, struct xsk_error *err)
{
	struct assembly assembly;
	char log[4096] = "";
	LIBBPF_OPTS(bpf_prog_load_opts, opts);
	int fd, error;

	assemble_generator(&assembly, plan, paced, state_map_fd);
	fd = bpf_prog_load(
		BPF_PROG_TYPE_XDP, "xsk_generator", "Dual BSD/GPL", assembly.insns, assembly.count, &opts);
	if (fd >= 0)
		return fd;
	error = fd;
	opts.log_buf = log;
	opts.log_size = sizeof(log);
	opts.log_level = 1;
	fd = bpf_prog_load(
		BPF_PROG_TYPE_XDP, "xsk_generator", "Dual BSD/GPL", assembly.insns, assembly.count, &opts);
	if (fd >= 0)
		return fd;
	return fail(err, error, "load the generator's program: %s: %s", strerror(-error), last_line(log));
}
