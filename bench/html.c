// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* The report of a comparison. */
#include "bench/html.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

enum { PLOT_WIDTH = 760, LEFT = 150, RIGHT = 20, LINE = 26, TOP = 10, BOTTOM = 30, CURVE_HEIGHT = 240 };

static const char head[] =
	"<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
	"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
	"<title>xskbench</title>\n<style>\n"
	":root{color-scheme:light "
	"dark;--ink:#1a1a1a;--soft:#6b6b6b;--rule:#d8d8d8;--paper:#fff;--own:#1f6fb4;"
	"--peer:#b4571f}\n"
	"@media(prefers-color-scheme:dark){:root{--ink:#e8e8e8;--soft:#9a9a9a;--rule:#3a3a3a;--paper:#161616;"
	"--own:#6db3f2;--peer:#f2a36d}}\n"
	"body{font:15px/1.45 system-ui,sans-serif;color:var(--ink);background:var(--paper);max-width:820px;"
	"margin:2rem auto;padding:0 1rem}\n"
	"h1{font-size:1.5rem}h2{font-size:1.15rem;margin:2rem 0 .3rem}h3{font-size:1rem;margin:1.4rem 0 "
	".2rem}\n"
	"p.note{color:var(--soft);margin:.2rem 0 .8rem}\n"
	"svg{width:100%;height:auto;display:block}svg text{font:12px system-ui,sans-serif;fill:var(--ink)}\n"
	"svg .soft{fill:var(--soft)}svg .rule{stroke:var(--rule)}svg "
	".one{stroke:var(--soft);stroke-dasharray:4 3}\n"
	".own{fill:var(--own);stroke:var(--own)}.peer{fill:var(--peer);stroke:var(--peer)}\n"
	"table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}\n"
	"th,td{text-align:right;padding:.2rem .5rem;border-bottom:1px solid var(--rule)}\n"
	"th:first-child,td:first-child{text-align:left}th{font-weight:600;color:var(--soft)}\n"
	"</style></head><body>\n";

static void text(FILE *file, const char *words)
{
	for (; *words; words++) {
		switch (*words) {
		case '<':
			fputs("&lt;", file);
			break;
		case '>':
			fputs("&gt;", file);
			break;
		case '&':
			fputs("&amp;", file);
			break;
		default:
			fputc(*words, file);
		}
	}
}

static bool paced(const struct row *row)
{
	return row->trial.paced_pps > 0;
}

static double value_of(const struct row *row, const struct entry *entry, uint32_t round)
{
	return paced(row) ? entry->program_ns[round] : entry->pps[round] / 1e6;
}

static const char *class_of(const struct entry *entry)
{
	return strncmp(entry->backend, "xsk", 3) ? "peer" : "own";
}

/* A round step of the axis: about five fit into @span. */
static double step_of(double span)
{
	double step = 1e-3;

	while (span / step > 6) {
		step *= span / step > 60 ? 10 : 2.5;
		if (span / step > 6)
			step *= 2;
	}
	return step;
}

static double place(double value, double from, double to)
{
	return LEFT + (value - from) / (to - from) * (PLOT_WIDTH - LEFT - RIGHT);
}

static void open_plot(FILE *file, uint32_t lines, double from, double to, const char *label)
{
	uint32_t height = TOP + lines * LINE + BOTTOM;
	double step = step_of(to - from);

	fprintf(file, "<svg viewBox=\"0 0 %d %u\" role=\"img\" aria-label=\"%s\">\n", PLOT_WIDTH, height,
		label);
	for (double at = (double)(long)(from / step) * step; at <= to; at += step) {
		double x = place(at, from, to);

		if (x < LEFT - 0.5)
			continue;
		fprintf(file,
			"<line class=\"rule\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%u\"/>"
			"<text class=\"soft\" x=\"%.1f\" y=\"%u\" text-anchor=\"middle\">%g</text>\n",
			x, x, TOP, height - BOTTOM, x, height - BOTTOM + 14, at);
	}
	fprintf(file, "<text class=\"soft\" x=\"%d\" y=\"%u\" text-anchor=\"end\">%s</text>\n",
		PLOT_WIDTH - RIGHT, height - 3, label);
}

/* Each round a dot, the median a stroke. */
static void plot_rounds(FILE *file, const struct row *row)
{
	double top = 0;

	for (uint32_t i = 0; i < row->entries; i++) {
		for (uint32_t round = 0; round < row->entry[i]->rounds; round++) {
			double value = value_of(row, row->entry[i], round);

			top = value > top ? value : top;
		}
	}
	top = top > 0 ? top * 1.05 : 1;
	open_plot(file, row->entries, 0, top,
		paced(row) ? "ns of the program per packet" : "million packets a second");
	for (uint32_t i = 0; i < row->entries; i++) {
		const struct entry *entry = row->entry[i];
		uint32_t y = TOP + i * LINE + LINE / 2;
		double median = statistics_summary(paced(row) ? entry->program_ns : entry->pps, entry->rounds)
					.median /
				(paced(row) ? 1 : 1e6);

		fprintf(file, "<text x=\"%d\" y=\"%u\" text-anchor=\"end\">%s</text>\n", LEFT - 10, y + 4,
			entry->backend);
		for (uint32_t round = 0; round < entry->rounds; round++)
			fprintf(file,
				"<circle class=\"%s\" fill-opacity=\".45\" stroke=\"none\" cx=\"%.1f\" "
				"cy=\"%u\" r=\"4\"/>",
				class_of(entry), place(value_of(row, entry, round), 0, top), y);
		if (entry->rounds)
			fprintf(file,
				"<line class=\"%s\" stroke-width=\"3\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%u\" "
				"y2=\"%u\"/>\n",
				class_of(entry), place(median, 0, top), place(median, 0, top), y - 9, y + 9);
	}
	fputs("</svg>\n", file);
}

static void table_row(FILE *file, const struct row *row, const struct entry *entry)
{
	struct summary measure =
		statistics_summary(paced(row) ? entry->program_ns : entry->pps, entry->rounds);
	struct summary ratio = row_ratio(row, entry);
	double unit = paced(row) ? 1 : 1e6;

	fprintf(file, "<tr><td>%s</td>", entry->backend);
	if (!entry->rounds) {
		fputs("<td colspan=\"5\">", file);
		text(file, entry->error);
		fputs("</td></tr>\n", file);
		return;
	}
	fprintf(file, "<td>%.3f</td><td>%.3f</td><td>%.3f</td>", measure.median / unit, measure.min / unit,
		measure.max / unit);
	if (ratio.count)
		fprintf(file, "<td>%.3f [%.3f, %.3f]</td>", ratio.median, ratio.low, ratio.high);
	else
		fputs("<td></td>", file);
	fprintf(file, "<td>%.3f %%</td></tr>\n", statistics_summary(entry->lost, entry->rounds).median * 100);
}

static void write_row(FILE *file, const struct row *row)
{
	char title[96];

	row_title(row, title, sizeof(title));
	fprintf(file, "<h3>%s</h3>\n", title);
	plot_rounds(file, row);
	fprintf(file,
		"<table><tr><th></th><th>median%s</th><th>min</th><th>max</th><th>of libxdp [95 %%]</th>"
		"<th>lost</th></tr>\n",
		paced(row) ? ", ns" : ", Mpps");
	for (uint32_t i = 0; i < row->entries; i++)
		table_row(file, row, row->entry[i]);
	fputs("</table>\n", file);
}

/* All ratios of xsk to libxdp in one picture, with their intervals. */
static void plot_ratios(FILE *file, const struct comparison *comparison, bool of_paced)
{
	double low = 0.9, high = 1.1;
	uint32_t lines = 0, line = 0;
	char title[96];

	for (uint32_t i = 0; i < comparison->rows; i++) {
		const struct row *row = &comparison->row[i];
		const struct entry *entry = row_find(row, "xsk");
		struct summary ratio = entry ? row_ratio(row, entry) : (struct summary){ 0 };

		if (paced(row) != of_paced || !ratio.count)
			continue;
		lines++;
		low = ratio.low < low ? ratio.low : low;
		high = ratio.high > high ? ratio.high : high;
	}
	if (!lines)
		return;
	fprintf(file, "<h3>%s</h3>\n",
		of_paced ? "Cost of xsk per packet, of libxdp's: less is better"
			 : "Packets a second of xsk, of libxdp's: more is better");
	open_plot(file, lines, low, high, "median of the paired ratios and its 95 % interval");
	fprintf(file, "<line class=\"one\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%u\"/>\n",
		place(1, low, high), place(1, low, high), TOP, TOP + lines * LINE);
	for (uint32_t i = 0; i < comparison->rows; i++) {
		const struct row *row = &comparison->row[i];
		const struct entry *entry = row_find(row, "xsk");
		struct summary ratio = entry ? row_ratio(row, entry) : (struct summary){ 0 };
		uint32_t y = TOP + line * LINE + LINE / 2;

		if (paced(row) != of_paced || !ratio.count)
			continue;
		line++;
		snprintf(title, sizeof(title), "%s %u%s", trial_work_names[row->trial.work], row->trial.bytes,
			!of_paced         ? ""
			: row->trial.wait ? " wait"
					  : " spin");
		fprintf(file,
			"<text x=\"%d\" y=\"%u\" text-anchor=\"end\">%s</text><line class=\"own\" "
			"stroke-width=\"2\" "
			"x1=\"%.1f\" x2=\"%.1f\" y1=\"%u\" y2=\"%u\"/><circle class=\"own\" cx=\"%.1f\" "
			"cy=\"%u\" r=\"5\"/>\n",
			LEFT - 10, y + 4, title, place(ratio.low, low, high), place(ratio.high, low, high), y,
			y, place(ratio.median, low, high), y);
	}
	fputs("</svg>\n", file);
}

/* Share of the packets that took longer than ..., both axes logarithmic: the tail is what one looks for. */
static double tail_x(double ns)
{
	/* 1 us to 10 ms */
	double x = (log10(ns < 1000 ? 1000 : ns > 1e7 ? 1e7 : ns) - 3) / 4;

	return LEFT + x * (PLOT_WIDTH - LEFT - RIGHT);
}

static double tail_y(double share)
{
	/* all to one in 100,000 */
	return TOP - log10(share < 1e-5 ? 1e-5 : share) / 5 * CURVE_HEIGHT;
}

static void plot_curve(FILE *file, const struct latency_entry *entry, const char *style)
{
	uint64_t left = entry->histogram.count;

	fprintf(file, "<path fill=\"none\" %s d=\"M%.1f %.1f", style,
		tail_x((double)histogram_value(&entry->histogram, 0)), tail_y(1));
	for (uint32_t i = 0; i < HISTOGRAM_BUCKETS && left; i++) {
		if (!entry->histogram.bucket[i])
			continue;
		left -= entry->histogram.bucket[i];
		fprintf(file, "L%.1f %.1f", tail_x((double)histogram_top(i)),
			tail_y((double)left / (double)entry->histogram.count));
	}
	fputs("\"/>\n", file);
}

static void plot_latency(FILE *file, const struct latency_row *row)
{
	static const char *const styles[] = { "stroke=\"var(--own)\" stroke-width=\"2\"",
		"stroke=\"var(--own)\" stroke-width=\"1.5\" stroke-dasharray=\"5 3\"",
		"stroke=\"var(--peer)\" stroke-width=\"2\"" };
	static const char *const times[] = { "1 us", "10 us", "100 us", "1 ms", "10 ms" };
	static const char *const shares[] = { "all", "10 %", "1 %", "0.1 %", "0.01 %", "0.001 %" };
	int bottom = TOP + CURVE_HEIGHT;

	fprintf(file, "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"latency\">\n", PLOT_WIDTH,
		bottom + BOTTOM);
	for (int i = 0; i < 5; i++)
		fprintf(file,
			"<line class=\"rule\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\"/><text "
			"class=\"soft\" "
			"x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>\n",
			tail_x(pow(10, i + 3)), tail_x(pow(10, i + 3)), TOP, bottom, tail_x(pow(10, i + 3)),
			bottom + 16, times[i]);
	for (int i = 0; i < 6; i++)
		fprintf(file,
			"<line class=\"rule\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/><text "
			"class=\"soft\" "
			"x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>\n",
			LEFT, PLOT_WIDTH - RIGHT, tail_y(pow(10, -i)), tail_y(pow(10, -i)), LEFT - 10,
			tail_y(pow(10, -i)) + 4, shares[i]);
	for (uint32_t i = 0; i < row->entries; i++) {
		plot_curve(file, &row->entry[i], styles[i]);
		fprintf(file, "<path %s d=\"M%d %u h28\"/><text x=\"%d\" y=\"%u\">%s</text>\n", styles[i],
			PLOT_WIDTH - RIGHT - 100, TOP + 20 + i * 18, PLOT_WIDTH - RIGHT - 65,
			TOP + 24 + i * 18, row->entry[i].backend);
	}
	fputs("</svg>\n", file);
}

static void write_latency(FILE *file, const struct latency *latency)
{
	char title[96];

	fputs("<h2>Latency</h2>\n<p class=\"note\">Share of the packets that took longer.</p>\n", file);
	for (uint32_t i = 0; i < latency->rows; i++) {
		const struct latency_row *row = &latency->row[i];

		latency_title(row, title, sizeof(title));
		fprintf(file, "<h3>%s</h3>\n", title);
		plot_latency(file, row);
		fputs("<table><tr><th>microseconds</th>", file);
		for (uint32_t k = 0; k < LATENCY_QUANTILES; k++)
			fprintf(file, "<th>%s</th>", latency_quantile_names[k]);
		fputs("</tr>\n", file);
		for (uint32_t j = 0; j < row->entries; j++) {
			fprintf(file, "<tr><td>%s</td>", row->entry[j].backend);
			for (uint32_t k = 0; k < LATENCY_QUANTILES; k++)
				fprintf(file, "<td>%.2f</td>",
					(double)histogram_value(
						&row->entry[j].histogram, latency_quantiles[k]) /
						1e3);
			fputs("</tr>\n", file);
		}
		fputs("</table>\n", file);
	}
}

static void write_setups(FILE *file, const struct comparison *comparison)
{
	const struct row *row = &comparison->row[0];

	fputs("<h2>How they were set up</h2>\n<table>\n", file);
	for (uint32_t i = 0; comparison->rows && i < row->entries; i++) {
		fprintf(file, "<tr><td>%s</td><td style=\"text-align:left\">", row->entry[i]->backend);
		text(file, row->entry[i]->setup);
		fputs("</td></tr>\n", file);
	}
	fputs("</table>\n", file);
}

static void write_comparison(FILE *file, const struct comparison *comparison)
{
	fprintf(file,
		"<p class=\"note\">Comparison of %u rounds. One veth pair; the program has one CPU, "
		"generator and the "
		"kernel's receive path the other. A dot is a round, a stroke the "
		"median.</p>\n<h2>Ratios</h2>\n",
		comparison->rounds);
	plot_ratios(file, comparison, false);
	plot_ratios(file, comparison, true);
	for (int of_paced = 0; of_paced < 2; of_paced++) {
		fprintf(file, "<h2>%s</h2>\n",
			of_paced ? "The program's own cost at a paced rate" : "As fast as it goes");
		for (uint32_t i = 0; i < comparison->rows; i++) {
			if (paced(&comparison->row[i]) == of_paced)
				write_row(file, &comparison->row[i]);
		}
	}
	write_setups(file, comparison);
}

int html_write(const char *path, const struct comparison *comparison, const struct latency *latency)
{
	FILE *file = fopen(path, "we");
	time_t now = time(NULL);
	char date[64];
	int result;

	if (!file)
		return -1;
	strftime(date, sizeof(date), "%Y-%m-%d %H:%M", localtime(&now));
	fputs(head, file);
	fprintf(file, "<h1>libxsk against its peers</h1>\n<p class=\"note\">xskbench, %s</p>\n", date);
	if (comparison)
		write_comparison(file, comparison);
	if (latency)
		write_latency(file, latency);
	fputs("</body></html>\n", file);
	result = ferror(file) ? -1 : 0;
	return fclose(file) || result ? -1 : 0;
}
