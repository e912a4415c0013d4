// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* xskbench: the table of its commands. */
#include <stdio.h>
#include <string.h>

#include "bench/command.h"

static const struct command {
	const char *name;
	int (*main)(int argc, char **argv);
	const char *description;
} commands[] = {
	{ "rx", rx_main, "receive packets" },
	{ "tx", tx_main, "send packets" },
	{ "forward", forward_main, "receive packets and send them on" },
	{ "compare", compare_main, "the same work by libxsk, libxdp and packet sockets, side by side" },
	{ "latency", latency_main, "how old packets are when the program sees them, beside libxdp" },
	{ "start", start_main, "time from nothing to the first packet, beside libxdp" },
};

static void usage(FILE *file)
{
	fprintf(file, "usage: xskbench COMMAND [options]\n\n"
		      "Measures packets through AF_XDP with libxsk, on an interface or on a veth pair of its "
		      "own.\n\n");
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
		fprintf(file, "  %-10s %s\n", commands[i].name, commands[i].description);
	fprintf(file,
		"\nxskbench COMMAND --help says more. A first try, as root:\n\n  xskbench rx --self -d 3\n");
}

int main(int argc, char **argv)
{
	if (argc > 1 && (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h") || !strcmp(argv[1], "help"))) {
		usage(stdout);
		return 0;
	}
	for (size_t i = 0; argc > 1 && i < sizeof(commands) / sizeof(commands[0]); i++) {
		if (!strcmp(argv[1], commands[i].name))
			return commands[i].main(argc - 1, argv + 1);
	}
	if (argc > 1)
		fprintf(stderr, "xskbench: no command \"%s\" (xskbench --help)\n", argv[1]);
	else
		usage(stderr);
	return 2;
}
