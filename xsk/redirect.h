/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * The redirect program: what it matches, as data that processes compare, and its instructions.
 *
 * Program "xsk_redirect" sends matching packets to the socket that stands in XSKMAP "xsk_queues" under the
 * packet's RX queue; no socket there, or no match: XDP_PASS. A second, frozen map "xsk_config" says what was
 * assembled. The names are how processes know each other's; never "xsk_def_prog", which is libxdp's.
 */
#ifndef XSK_REDIRECT_H
#define XSK_REDIRECT_H

#include <linux/bpf.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <xsk/error.h>
#include <xsk/port.h>

#define REDIRECT_PROGRAM "xsk_redirect"
#define REDIRECT_QUEUES	 "xsk_queues"
#define REDIRECT_CONFIG	 "xsk_config"

#define REDIRECT_VERSION   1
#define REDIRECT_RULES_MAX 16
#define REDIRECT_INSNS_MAX 256

/* Flags of a config. */
#define REDIRECT_STAYS (1u << 0) /* attached by netlink, to outlive the process (xsk_setup_xdp_prog) */
#define REDIRECT_FRAGS (1u << 1) /* loaded with BPF_F_XDP_HAS_FRAGS */

/* struct xsk_match with its defaults written out and a layout that no compiler changes: it lies in a map. */
struct redirect_rule {
	uint16_t ethertype;
	uint8_t protocol;
	uint8_t unused;
	uint16_t src_first, src_last; /* first 0: any */
	uint16_t dst_first, dst_last;
};

/* No rules: everything is redirected. Unused rules are zero, so that equal configs are equal bytes. */
struct redirect_config {
	uint32_t version;
	uint32_t flags;
	uint32_t rule_count;
	uint32_t unused;
	struct redirect_rule rules[REDIRECT_RULES_MAX];
};

/* Checks a match and puts its alternatives in order, without doubles. -EINVAL names the alternative. */
int redirect_config_make(struct redirect_config *config, const struct xsk_match *match, uint32_t match_count,
			 uint32_t flags, struct xsk_error *err);

/* "everything", or the alternatives in words, cut to fit. */
void redirect_describe(const struct redirect_config *config, char *text, size_t bytes);

/* Writes the program; @insns has room for REDIRECT_INSNS_MAX. Returns how many instructions. */
uint32_t redirect_assemble(const struct redirect_config *config, int queues_fd, struct bpf_insn *insns);

/* Both maps and the program, not attached. */
struct redirect {
	int program_fd; /* -1: not loaded */
	int queues_fd;
	int config_fd;
	uint32_t queues; /* entries of the XSKMAP */
};

#define REDIRECT_NONE { .program_fd = -1, .queues_fd = -1, .config_fd = -1 }

int redirect_load(struct redirect *redirect, const struct redirect_config *config, struct xsk_error *err);
void redirect_unload(struct redirect *redirect);

#endif
