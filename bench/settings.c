// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Options of rx, tx and forward. */
#include "bench/settings.h"

#include <getopt.h>
#include <sched.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "bench/argument.h"
#include "bench/work.h"

enum {
	OPTION_SELF = 256,
	OPTION_GENERATOR_CPUS,
	OPTION_SRC,
	OPTION_DST,
	OPTION_SPORT,
	OPTION_DPORT,
	OPTION_DST_MAC,
	OPTION_BUSY_POLL,
	OPTION_GENERATOR,
	OPTION_JSON,
	OPTION_CSV,
	OPTION_FORCE,
	OPTION_CHECKSUM,
};

static const struct option options[] = {
	{ "interface", required_argument, NULL, 'i' },
	{ "self", no_argument, NULL, OPTION_SELF },
	{ "out", required_argument, NULL, 'o' },
	{ "queues", required_argument, NULL, 'q' },
	{ "threads", required_argument, NULL, 't' },
	{ "cpus", required_argument, NULL, 'c' },
	{ "size", required_argument, NULL, 's' },
	{ "batch", required_argument, NULL, 'b' },
	{ "mode", required_argument, NULL, 'm' },
	{ "duration", required_argument, NULL, 'd' },
	{ "count", required_argument, NULL, 'n' },
	{ "rate", required_argument, NULL, 'r' },
	{ "wait", no_argument, NULL, 'w' },
	{ "busy-poll", optional_argument, NULL, OPTION_BUSY_POLL },
	{ "promiscuous", no_argument, NULL, 'p' },
	{ "src", required_argument, NULL, OPTION_SRC },
	{ "dst", required_argument, NULL, OPTION_DST },
	{ "sport", required_argument, NULL, OPTION_SPORT },
	{ "dport", required_argument, NULL, OPTION_DPORT },
	{ "dst-mac", required_argument, NULL, OPTION_DST_MAC },
	{ "checksum", no_argument, NULL, OPTION_CHECKSUM },
	{ "generator", required_argument, NULL, OPTION_GENERATOR },
	{ "generator-cpus", required_argument, NULL, OPTION_GENERATOR_CPUS },
	{ "json", no_argument, NULL, OPTION_JSON },
	{ "csv", no_argument, NULL, OPTION_CSV },
	{ "force", no_argument, NULL, OPTION_FORCE },
	{ "help", no_argument, NULL, 'h' },
	{ NULL, 0, NULL, 0 },
};

static const char *const mode_words[] = { "auto", "skb", "native", "zerocopy", NULL };
static const char *const generator_words[] = { "auto", "live", "sender", "none", NULL };

static void help(const struct work *work)
{
	printf("usage: xskbench %s --self [options]\n"
	       "       xskbench %s -i IFACE [options]\n\n%s\n",
		work->name, work->name, work->help);
	printf("where\n"
	       "  -i, --interface=IFACE   this interface (that of the default route only with --force)\n"
	       "      --self              namespaces and a veth pair of its own: port0, and far0 at the "
	       "other end;\n"
	       "                          they go when the program ends\n");
	if (work->receives && work->transmits)
		puts("  -o, --out=IFACE         send out of this one; with --self: port1");
	printf("  -q, --queues=N[-M]      these queues (default: all; with --self one)\n"
	       "  -t, --threads=N         threads that share the queues (default: one a queue)\n"
	       "  -c, --cpus=LIST         a CPU for each thread, as 0,2-3\n"
	       "  -m, --mode=MODE         auto (the best that works), skb, native or zerocopy\n\n"
	       "how long\n"
	       "  -d, --duration=SECONDS  default 10; 0: until Ctrl-C\n"
	       "  -n, --count=PACKETS     end after so many\n\n"
	       "what\n"
	       "  -s, --size=BYTES        of the Ethernet frame without FCS, %d to %d (default 64); or "
	       "imix:\n"
	       "                          64, 570 and 1514 bytes as 7 : 4 : 1\n"
	       "  -r, --rate=PPS          packets a second, as 250k or 1.5M (default: as fast as it goes)\n"
	       "      --src=A[-B], --dst=A[-B]       IPv4 addresses, taken in turn: so many flows\n"
	       "      --sport=N[-M], --dport=N[-M]   UDP ports, likewise\n"
	       "      --dst-mac=MAC       default 02:78:73:6b:00:02\n"
	       "      --checksum          a valid UDP checksum in each, over sequence number and time\n"
	       "      --generator=KIND    with --self: live (frames made by the kernel), sender (AF_XDP), "
	       "none;\n"
	       "                          default auto: live where it works\n"
	       "      --generator-cpus=LIST          default: the last CPU; several queues: one each\n\n"
	       "how\n"
	       "  -b, --batch=N           packets a call, 1 to %d (default 64)\n"
	       "  -w, --wait              sleep when there is nothing to do (default: spin)\n"
	       "      --busy-poll[=USEC]  the thread drives the NIC itself (default 20)\n"
	       "  -p, --promiscuous       take packets for other addresses too\n\n"
	       "output\n"
	       "      --json              one object at the end\n"
	       "      --csv               a line a second, with a heading\n\n"
	       "Each second it prints what was %s, what the kernel dropped and why, and the CPU time of its\n"
	       "threads; at the end what bound the rate: the program (the kernel dropped packets for want of "
	       "frames\n"
	       "or ring slots) or the kernel's side (nothing was dropped).\n\n"
	       "  xskbench %s --self -d 3\n"
	       "  xskbench %s --self -q 0-1 -s imix --sport 1000-1999 -r 500k --json\n",
		FRAME_MIN_BYTES, FRAME_MAX_BYTES, SETTINGS_BATCH, work->verb, work->name, work->name);
}

static int complain(const struct settings *settings, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
static int complain(const struct settings *settings, const char *format, ...)
{
	va_list args;

	fprintf(stderr, "xskbench %s: ", settings->work->name);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fprintf(stderr, " (xskbench %s --help)\n", settings->work->name);
	return 2;
}

static bool read_size(struct settings *settings, const char *value)
{
	uint64_t number;

	settings->plan.imix = !strcmp(value, "imix");
	if (settings->plan.imix) {
		settings->plan.bytes = frame_imix_bytes[FRAME_IMIX_SIZES - 1];
		return true;
	}
	if (!argument_number(value, FRAME_MIN_BYTES, FRAME_MAX_BYTES, &number))
		return false;
	settings->plan.bytes = (uint32_t)number;
	return true;
}

static bool read_small(const char *value, uint32_t minimum, uint32_t maximum, uint32_t *result)
{
	uint64_t number;

	if (!argument_number(value, minimum, maximum, &number))
		return false;
	*result = (uint32_t)number;
	return true;
}

static bool read_mode(struct settings *settings, const char *value)
{
	int word = argument_word(value, mode_words);

	settings->mode = word < 0 ? XSK_MODE_AUTO : (enum xsk_mode)word;
	return word >= 0;
}

static bool read_generator(struct settings *settings, const char *value)
{
	int word = argument_word(value, generator_words);

	settings->no_generator = word == 3;
	settings->generator = word < 0 || word == 3 ? GENERATOR_AUTO : (enum generator_kind)word;
	return word >= 0;
}

/* One option with its value; false: the value is not allowed. */
static bool take(struct settings *settings, int option, const char *value)
{
	switch (option) {
	case 'i':
		settings->interface = value;
		return true;
	case OPTION_SELF:
		return settings->self = true;
	case 'o':
		settings->out = value;
		return true;
	case 'q':
		settings->some_queues = true;
		return argument_range(value, SETTINGS_QUEUES - 1, &settings->queues);
	case 't':
		return read_small(value, 1, SETTINGS_QUEUES, &settings->threads);
	case 'c':
		return argument_list(
			value, CPU_SETSIZE - 1, settings->cpus, SETTINGS_CPUS, &settings->cpu_count);
	case OPTION_GENERATOR_CPUS:
		return argument_list(value, CPU_SETSIZE - 1, settings->generator_cpus, SETTINGS_CPUS,
			&settings->generator_cpu_count);
	case 's':
		return read_size(settings, value);
	case 'b':
		return read_small(value, 1, SETTINGS_BATCH, &settings->batch);
	case 'm':
		return read_mode(settings, value);
	case 'd':
		return argument_quantity(value, 0, 1e7, &settings->seconds);
	case 'n':
		return argument_number(value, 1, 1ull << 50, &settings->packets);
	case 'r':
		return argument_quantity(value, 1, 1e9, &settings->rate);
	case 'w':
		return settings->wait = true;
	case 'p':
		return settings->promiscuous = true;
	case OPTION_BUSY_POLL:
		settings->busy_poll = true;
		return !value || read_small(value, 1, 1000000, &settings->busy_poll_us);
	case OPTION_SRC:
		return argument_addresses(value, &settings->plan.src);
	case OPTION_DST:
		return argument_addresses(value, &settings->plan.dst);
	case OPTION_SPORT:
		return argument_range(value, 65535, &settings->plan.src_port);
	case OPTION_DPORT:
		return argument_range(value, 65535, &settings->plan.dst_port);
	case OPTION_DST_MAC:
		return argument_mac(value, settings->plan.dst_mac);
	case OPTION_CHECKSUM:
		return settings->plan.stamp = settings->plan.checksum = true;
	case OPTION_GENERATOR:
		return read_generator(settings, value);
	case OPTION_JSON:
		settings->output = OUTPUT_JSON;
		return true;
	case OPTION_CSV:
		settings->output = OUTPUT_CSV;
		return true;
	default:
		return settings->force = true;
	}
}

static const char *option_name(int option)
{
	for (const struct option *known = options; known->name; known++) {
		if (known->val == option)
			return known->name;
	}
	return "?";
}

/* What only all options together tell. 0 or the exit status. */
static int check(struct settings *settings)
{
	if (settings->self && settings->interface)
		return complain(settings, "--self makes an interface of its own: leave -i out");
	if (!settings->self && !settings->interface)
		return complain(settings, "which interface? -i IFACE, or --self for a veth pair of its own");
	if (settings->out && !(settings->work->receives && settings->work->transmits))
		return complain(settings, "--out is for forward only");
	if (settings->self) {
		settings->interface = "port0";
		if (settings->out && strcmp(settings->out, "port1"))
			return complain(settings, "with --self the second port is called port1, not %s",
				settings->out);
		if (!settings->some_queues)
			settings->queues = (struct frame_range){ 0, 1 };
	}
	if (settings->out && !strcmp(settings->out, settings->interface))
		return complain(settings, "--out %s is the same interface: leave it out", settings->out);
	if (settings->some_queues && settings->queues.first + settings->queues.count > SETTINGS_QUEUES)
		return complain(settings, "at most %d queues", SETTINGS_QUEUES);
	return 0;
}

int settings_read(struct settings *settings, const struct work *work, int argc, char **argv, int *status)
{
	int option;

	memset(settings, 0, sizeof(*settings));
	settings->work = work;
	settings->batch = 64;
	settings->seconds = 10;
	frame_plan_init(&settings->plan);
	opterr = 0;
	while ((option = getopt_long(argc, argv, ":i:o:q:t:c:s:b:m:d:n:r:wph", options, NULL)) != -1) {
		if (option == 'h') {
			help(work);
			*status = 0;
			return 1;
		}
		if (option == ':')
			*status = complain(settings, "%s needs a value", argv[optind - 1]);
		else if (option == '?')
			*status = complain(settings, "unknown option %s", argv[optind - 1]);
		else if (!take(settings, option, optarg))
			*status = complain(settings, "--%s %s is not allowed", option_name(option), optarg);
		else
			continue;
		return 1;
	}
	if (optind < argc) {
		*status = complain(settings, "what is \"%s\"?", argv[optind]);
		return 1;
	}
	*status = check(settings);
	return *status != 0;
}
