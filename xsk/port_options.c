// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* The options of a port, as far as they can be judged without the interface. */
#include <errno.h>

#include "base/error.h"
#include "xsk/port_state.h"

enum {
	DEFAULT_RX_SLOTS = 4096,
	DEFAULT_TX_SLOTS = 2048,
	DEFAULT_FILL_SLOTS = 4096,
	RING_SLOTS_MAX = 32768, /* the kernel limits rings by nothing, up to the end of its memory */
	LARGE_RING_SLOTS_MAX = 1 << 24,
	TX_BUDGET = 256,
	TX_BUDGET_MIN = 32, /* net/xdp/xsk.c, TX_BATCH_SIZE */
	MATCHES_MAX = 16,
	BIND_TIMEOUT_MS = 1000,
	CARRIER_TIMEOUT_MS = 10000,
	BUSY_POLL_US = 20,
	BUSY_POLL_BUDGET = 64,
};

static int check_ring(
	const char *option, uint32_t *slots, uint32_t by_default, bool large, struct xsk_error *err)
{
	uint32_t most = large ? LARGE_RING_SLOTS_MAX : RING_SLOTS_MAX;

	if (!*slots)
		*slots = by_default;
	if (*slots & (*slots - 1))
		return error_set(err, -EINVAL, "%s = %u: must be a power of two", option, *slots);
	if (*slots > most)
		return error_set(err, -EINVAL, "%s = %u: at most %u%s", option, *slots, most,
			large ? "" : " (.large_rings allows more)");
	return 0;
}

static int check_rings(struct xsk_port_opts *opts, struct xsk_error *err)
{
	int code = check_ring(".rx_slots", &opts->rx_slots, DEFAULT_RX_SLOTS, opts->large_rings, err);

	if (!code)
		code = check_ring(".tx_slots", &opts->tx_slots, DEFAULT_TX_SLOTS, opts->large_rings, err);
	if (!code)
		code = check_ring(
			".fill_slots", &opts->fill_slots, DEFAULT_FILL_SLOTS, opts->large_rings, err);
	if (!code)
		code = check_ring(
			".completion_slots", &opts->completion_slots, opts->tx_slots, opts->large_rings, err);
	if (code)
		return code;
	if (opts->completion_slots < opts->tx_slots)
		return error_set(err, -EINVAL,
			".completion_slots = %u: below .tx_slots = %u it could fill up, and sending would "
			"stop",
			opts->completion_slots, opts->tx_slots);
	if (opts->fill_frames > opts->fill_slots)
		return error_set(err, -EINVAL, ".fill_frames = %u: more than .fill_slots = %u",
			opts->fill_frames, opts->fill_slots);
	if (opts->tx_budget && (opts->tx_budget < TX_BUDGET_MIN || opts->tx_budget > opts->tx_slots))
		return error_set(err, -EINVAL, ".tx_budget = %u: must be %u to .tx_slots = %u",
			opts->tx_budget, TX_BUDGET_MIN, opts->tx_slots);
	return 0;
}

static int check_matches(const struct xsk_port_opts *opts, struct xsk_error *err)
{
	if (!opts->match != !opts->match_count)
		return error_set(err, -EINVAL, ".match and .match_count go together");
	if (opts->match_count > MATCHES_MAX)
		return error_set(
			err, -EINVAL, ".match_count = %u: at most %d", opts->match_count, MATCHES_MAX);
	if (opts->match && (opts->program_fd > 0 || opts->map_fd > 0))
		return error_set(
			err, -EINVAL, ".match is for the library's program, not for one of the caller's");
	return 0;
}

static int check_program(const struct xsk_port_opts *opts, struct xsk_error *err)
{
	if (opts->program_fd > 0 && opts->map_fd <= 0)
		return error_set(err, -EINVAL, ".program_fd needs the program's XSKMAP in .map_fd");
	if (opts->no_receive && (opts->program_fd > 0 || opts->map_fd > 0))
		return error_set(
			err, -EINVAL, ".no_receive: a program or map of the caller's would be of no use");
	return 0;
}

int port_options_check(struct xsk_port_opts *opts, struct xsk_error *err)
{
	int code;

	if (opts->mode < XSK_MODE_AUTO || opts->mode > XSK_MODE_ZEROCOPY)
		return error_set(err, -EINVAL, ".mode = %d: no such mode", (int)opts->mode);
	if (opts->no_receive && opts->no_transmit)
		return error_set(err, -EINVAL, ".no_receive and .no_transmit leave nothing to do");
	if (opts->pool && opts->pool_opts)
		return error_set(err, -EINVAL, ".pool and .pool_opts: one of them");
	code = check_rings(opts, err);
	if (!code)
		code = check_matches(opts, err);
	if (!code)
		code = check_program(opts, err);
	if (code)
		return code;
	if (!opts->bind_timeout_ms)
		opts->bind_timeout_ms = BIND_TIMEOUT_MS;
	if (!opts->carrier_timeout_ms)
		opts->carrier_timeout_ms = CARRIER_TIMEOUT_MS;
	if (!opts->tx_budget)
		opts->tx_budget = opts->tx_slots < TX_BUDGET ? opts->tx_slots : TX_BUDGET;
	if (!opts->busy_poll_us)
		opts->busy_poll_us = BUSY_POLL_US;
	if (!opts->busy_poll_budget)
		opts->busy_poll_budget = BUSY_POLL_BUDGET;
	return 0;
}
