// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Assembling the redirect program. It first reduces the packet to four numbers (EtherType behind VLAN tags,
 * protocol, source and destination port; each with a value that no rule has where the packet lacks it), then
 * compares them rule by rule. Only what some rule asks for is read.
 */
#include "xsk/redirect.h"

#include <assert.h>
#include <stddef.h>

static_assert(sizeof(struct redirect_rule) == 12 && sizeof(struct redirect_config) == 208,
	"lies in a map that other processes read");

enum {
	CONTEXT = BPF_REG_6,
	CURSOR = BPF_REG_7, /* where in the packet we are */
	END = BPF_REG_8,    /* behind its last byte */
	SCRATCH = BPF_REG_1,
	ETHERTYPE = BPF_REG_2,
	PROTOCOL = BPF_REG_3,
	SRC_PORT = BPF_REG_4,
	DST_PORT = BPF_REG_5,
};

#define NO_PROTOCOL 0x100
#define NO_PORT     0x10000

/* A place in the program that jumps lead to before it is known. */
struct label {
	uint16_t jumps[2 * REDIRECT_RULES_MAX];
	uint32_t count;
};

struct assembly {
	struct bpf_insn *insns;
	uint32_t count;
};

static void emit(
	struct assembly *code, uint8_t opcode, uint8_t dst, uint8_t src, int16_t offset, int32_t immediate)
{
	assert(code->count < REDIRECT_INSNS_MAX);
	code->insns[code->count++] = (struct bpf_insn){
		.code = opcode,
		.dst_reg = dst,
		.src_reg = src,
		.off = offset,
		.imm = immediate,
	};
}

static void move_number(struct assembly *code, uint8_t dst, int32_t number)
{
	emit(code, BPF_ALU64 | BPF_MOV | BPF_K, dst, 0, 0, number);
}

static void move(struct assembly *code, uint8_t dst, uint8_t src)
{
	emit(code, BPF_ALU64 | BPF_MOV | BPF_X, dst, src, 0, 0);
}

static void compute(struct assembly *code, uint8_t operation, uint8_t dst, int32_t number)
{
	emit(code, BPF_ALU64 | operation | BPF_K, dst, 0, 0, number);
}

static void load(struct assembly *code, uint8_t size, uint8_t dst, uint8_t src, int16_t offset)
{
	emit(code, BPF_LDX | BPF_MEM | size, dst, src, offset, 0);
}

/* 16 bits in network order, as a number. */
static void load_be16(struct assembly *code, uint8_t dst, uint8_t src, int16_t offset)
{
	load(code, BPF_H, dst, src, offset);
	emit(code, BPF_ALU | BPF_END | BPF_TO_BE, dst, 0, 0, 16);
}

static void jump_from_here(struct assembly *code, struct label *label)
{
	assert(label->count < sizeof(label->jumps) / sizeof(label->jumps[0]));
	label->jumps[label->count++] = (uint16_t)code->count;
}

/* Jump to @label if @comparison of @dst with @number holds; BPF_JA: always. */
static void jump(struct assembly *code, uint8_t comparison, uint8_t dst, int32_t number, struct label *label)
{
	jump_from_here(code, label);
	emit(code, BPF_JMP | comparison | BPF_K, dst, 0, 0, number);
}

static void place(struct assembly *code, struct label *label)
{
	for (uint32_t i = 0; i < label->count; i++)
		code->insns[label->jumps[i]].off = (int16_t)(code->count - label->jumps[i] - 1);
}

/* Jump to @label unless @bytes from the cursor on are in the packet. */
static void need_bytes(struct assembly *code, int32_t bytes, struct label *label)
{
	move(code, SCRATCH, CURSOR);
	compute(code, BPF_ADD, SCRATCH, bytes);
	jump_from_here(code, label);
	emit(code, BPF_JMP | BPF_JGT | BPF_X, SCRATCH, END, 0, 0);
}

static void read_ethertype(struct assembly *code, struct label *pass)
{
	struct label tags_done = { .count = 0 };

	load(code, BPF_W, CURSOR, CONTEXT, offsetof(struct xdp_md, data));
	load(code, BPF_W, END, CONTEXT, offsetof(struct xdp_md, data_end));
	need_bytes(code, 14, pass);
	load_be16(code, ETHERTYPE, CURSOR, 12);
	compute(code, BPF_ADD, CURSOR, 14);
	for (int tag = 0; tag < 2; tag++) {
		struct label tagged = { .count = 0 };

		jump(code, BPF_JEQ, ETHERTYPE, 0x8100, &tagged);
		jump(code, BPF_JNE, ETHERTYPE, 0x88a8, &tags_done);
		place(code, &tagged);
		need_bytes(code, 4, &tags_done);
		load_be16(code, ETHERTYPE, CURSOR, 2);
		compute(code, BPF_ADD, CURSOR, 4);
	}
	place(code, &tags_done);
}

static void read_ports(struct assembly *code, struct label *compare)
{
	need_bytes(code, 4, compare);
	load_be16(code, SRC_PORT, CURSOR, 0);
	load_be16(code, DST_PORT, CURSOR, 2);
}

static void read_ipv4(struct assembly *code, bool ports, struct label *compare)
{
	need_bytes(code, 20, compare);
	load(code, BPF_B, PROTOCOL, CURSOR, 9);
	if (!ports)
		return;
	/* Of a fragment the ports are not known: only the first has them, and more may follow it. */
	load_be16(code, SCRATCH, CURSOR, 6);
	compute(code, BPF_AND, SCRATCH, 0x3fff);
	jump(code, BPF_JNE, SCRATCH, 0, compare);
	load(code, BPF_B, SCRATCH, CURSOR, 0);
	compute(code, BPF_AND, SCRATCH, 0x0f);
	compute(code, BPF_LSH, SCRATCH, 2);
	jump(code, BPF_JLT, SCRATCH, 20, compare);
	emit(code, BPF_ALU64 | BPF_ADD | BPF_X, CURSOR, SCRATCH, 0, 0);
	read_ports(code, compare);
}

static void read_ipv6(struct assembly *code, bool ports, struct label *compare)
{
	need_bytes(code, 40, compare);
	load(code, BPF_B, PROTOCOL, CURSOR, 6);
	if (!ports)
		return;
	compute(code, BPF_ADD, CURSOR, 40);
	read_ports(code, compare);
}

static void read_ip(struct assembly *code, bool ports)
{
	struct label compare = { .count = 0 }, not_ipv4 = { .count = 0 };

	move_number(code, PROTOCOL, NO_PROTOCOL);
	move_number(code, SRC_PORT, NO_PORT);
	move_number(code, DST_PORT, NO_PORT);
	jump(code, BPF_JNE, ETHERTYPE, 0x0800, &not_ipv4);
	read_ipv4(code, ports, &compare);
	jump(code, BPF_JA, 0, 0, &compare);
	place(code, &not_ipv4);
	jump(code, BPF_JNE, ETHERTYPE, 0x86dd, &compare);
	read_ipv6(code, ports, &compare);
	place(code, &compare);
}

static void compare_port(
	struct assembly *code, uint8_t port, uint16_t first, uint16_t last, struct label *next)
{
	if (!first)
		return;
	if (first == last) {
		jump(code, BPF_JNE, port, first, next);
		return;
	}
	jump(code, BPF_JLT, port, first, next);
	jump(code, BPF_JGT, port, last, next);
}

static void compare_rule(struct assembly *code, const struct redirect_rule *rule, struct label *take)
{
	struct label next = { .count = 0 };

	if (rule->ethertype)
		jump(code, BPF_JNE, ETHERTYPE, rule->ethertype, &next);
	if (rule->protocol)
		jump(code, BPF_JNE, PROTOCOL, rule->protocol, &next);
	compare_port(code, SRC_PORT, rule->src_first, rule->src_last, &next);
	compare_port(code, DST_PORT, rule->dst_first, rule->dst_last, &next);
	jump(code, BPF_JA, 0, 0, take);
	place(code, &next);
}

static void match_rules(struct assembly *code, const struct redirect_config *config)
{
	struct label take = { .count = 0 }, pass = { .count = 0 };
	bool ip = false, ports = false;

	for (uint32_t i = 0; i < config->rule_count; i++) {
		ip |= config->rules[i].protocol != 0;
		ports |= config->rules[i].src_first || config->rules[i].dst_first;
	}
	read_ethertype(code, &pass);
	if (ip)
		read_ip(code, ports);
	for (uint32_t i = 0; i < config->rule_count; i++)
		compare_rule(code, &config->rules[i], &take);
	place(code, &pass);
	move_number(code, BPF_REG_0, XDP_PASS);
	emit(code, BPF_JMP | BPF_EXIT, 0, 0, 0, 0);
	place(code, &take);
}

uint32_t redirect_assemble(const struct redirect_config *config, int queues_fd, struct bpf_insn *insns)
{
	struct assembly code = { .insns = insns };

	move(&code, CONTEXT, BPF_REG_1);
	if (config->rule_count)
		match_rules(&code, config);
	emit(&code, BPF_LD | BPF_DW | BPF_IMM, BPF_REG_1, BPF_PSEUDO_MAP_FD, 0, queues_fd);
	emit(&code, 0, 0, 0, 0, 0);
	load(&code, BPF_W, BPF_REG_2, CONTEXT, offsetof(struct xdp_md, rx_queue_index));
	/* The fall-back where no socket stands under the key; without it the packet would be lost. */
	move_number(&code, BPF_REG_3, XDP_PASS);
	emit(&code, BPF_JMP | BPF_CALL, 0, 0, 0, BPF_FUNC_redirect_map);
	emit(&code, BPF_JMP | BPF_EXIT, 0, 0, 0, 0);
	return code.count;
}
