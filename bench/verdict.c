// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * The rule: if the kernel dropped packets for want of frames or ring slots, the program was too slow; if it
 * dropped none, the kernel's side (or whoever sent) was.
 */
#include "bench/verdict.h"

#include <stdio.h>

#include "bench/work.h"

static const double worth_telling = 0.001; /* loss below it is a hiccup of the scheduler */
static const double reached = 0.98;        /* of the rate that was asked for */

double verdict_loss(const struct sample *last)
{
	double dropped = (double)(last->no_frame + last->ring_full + last->too_long + last->tx_dropped);

	return dropped > 0 ? dropped / (dropped + (double)last->packets) : 0;
}

double verdict_busy(const struct report *report, const struct sample *last)
{
	double time_ns = last->seconds * 1e9 * report->threads;

	return time_ns > 0 ? (double)last->busy_ns / time_ns : 0;
}

static double idle_percent(const struct report *report, const struct sample *last)
{
	double busy = verdict_busy(report, last);

	return busy < 1 ? 100 - busy * 100 : 0;
}

static const char *nothing_came(const struct report *report, char *text, size_t bytes)
{
	if (report->generator)
		snprintf(text, bytes,
			"nothing arrived: the generator's packets went to other queues, or were lost");
	else if (report->settings->work->receives)
		snprintf(text, bytes,
			"nothing arrived on these queues: is somebody sending? (-q takes other queues, "
			"--promiscuous other addresses)");
	else
		snprintf(text, bytes, "nothing was sent: is the interface up, with a carrier?");
	return "nothing";
}

/* A thread that spins and has not had its CPU for itself. */
static bool starved(const struct report *report, const struct sample *last)
{
	double time_ns = last->seconds * 1e9 * report->threads;

	return !report->settings->wait && (double)last->cpu_ns < 0.85 * time_ns;
}

static const char *receive_verdict(
	const struct report *report, const struct sample *last, char *text, size_t bytes)
{
	double kernel_share = report->system_seconds / (report->system_seconds + report->user_seconds + 1e-9);

	if (verdict_loss(last) > worth_telling) {
		snprintf(text, bytes,
			"the program%s: the kernel dropped %.2f %% of the packets for want of %s%s",
			starved(report, last) ? ", which others kept off its CPU" : "",
			verdict_loss(last) * 100,
			last->too_long > last->no_frame && last->too_long > last->ring_full ? "longer frames"
			: last->no_frame >= last->ring_full                                 ? "free frames"
											    : "ring slots",
			report->settings->work->transmits && kernel_share > 0.5
				? "; most of the program's time is the kernel's transmit path"
				: "");
		return "program";
	}
	if (report->generator && report->settings->rate > 0) {
		snprintf(text, bytes,
			"the kernel's side: nothing was dropped, but the generator did not reach the rate "
			"that was "
			"asked for");
		return "kernel";
	}
	if (report->generator) {
		snprintf(text, bytes,
			"the kernel's side: nothing was dropped and the program had nothing to do in %.0f %% "
			"of the time; "
			"the generator and the kernel's receive path on its CPU are at their limit",
			idle_percent(report, last));
		return "kernel";
	}
	snprintf(text, bytes,
		"the senders: nothing was dropped and the program had nothing to do in %.0f %% of the time",
		idle_percent(report, last));
	return "senders";
}

static const char *transmit_verdict(const struct report *report, char *text, size_t bytes)
{
	double kernel_share = report->system_seconds / (report->system_seconds + report->user_seconds + 1e-9);

	if (kernel_share > 0.5) {
		snprintf(text, bytes,
			"the kernel's side: its transmit path takes %.0f %% of the threads' CPU time",
			kernel_share * 100);
		return "kernel";
	}
	snprintf(text, bytes, "the program: %.0f %% of the threads' CPU time is its own",
		100 - kernel_share * 100);
	return "program";
}

const char *verdict_of(const struct report *report, const struct sample *last, char *text, size_t bytes)
{
	const struct settings *settings = report->settings;

	if (!last->packets)
		return nothing_came(report, text, bytes);
	if (settings->rate > 0 && verdict_loss(last) <= worth_telling &&
		(double)last->packets >= reached * settings->rate * last->seconds) {
		snprintf(text, bytes, "the rate that was asked for");
		return "rate";
	}
	return settings->work->receives ? receive_verdict(report, last, text, bytes)
					: transmit_verdict(report, text, bytes);
}
