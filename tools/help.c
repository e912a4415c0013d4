// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Texts of the help; the man page says more. */
#include "tools/help.h"

#include <string.h>

static const char overview[] =
	"usage: xskctl COMMAND [IFACE] [options]\n"
	"\n"
	"Shows what AF_XDP and BPF have on the interfaces of this machine, says what will work on one, and "
	"takes\n"
	"off what a program left behind.\n"
	"\n"
	"  status [IFACE]   programs, sockets and who holds them, on one interface or on all that have any\n"
	"  check IFACE      what will work on it; for each \"no\" why, and the command that changes it\n"
	"  detach IFACE     take off XDP programs that nobody holds any more\n"
	"  prog list        all BPF programs of this machine\n"
	"  map list         all BPF maps\n"
	"  link list        all BPF links\n"
	"\n"
	"      --json       one JSON object instead of text (xskctl(1) describes it)\n"
	"      --netns=NS   in another network namespace: a name of \"ip netns\", or a path\n"
	"      --help       of xskctl, or of one command: xskctl check --help\n"
	"      --version\n"
	"\n"
	"A first look, as root:\n"
	"\n"
	"  xskctl status\n";

static const struct page {
	const char *name, *text;
} pages[] = {
	{ "status", "usage: xskctl status [IFACE] [--json] [--netns=NS]\n"
		    "\n"
		    "What is on the interface, or on all interfaces that have something:\n"
		    "\n"
		    "  XDP       the program of each mode (native: in the driver; skb: generic, slow; hw: in "
		    "the NIC), how it\n"
		    "            is attached (by a link it goes with the last holder; by netlink it stays "
		    "until detached),\n"
		    "            the programs behind a libxdp dispatcher, which queues have a socket in its "
		    "XSKMAP\n"
		    "  tc        tcx programs and classic filters\n"
		    "  sockets   of AF_XDP: queue, mode, rings, UMEM, what was lost and why, and which "
		    "process holds them\n"
		    "\n"
		    "How to read the losses of a socket:\n"
		    "\n"
		    "  dropped        no frame in the fill ring, or the packet was longer than a frame\n"
		    "  ring full      the RX ring was full: the program was too slow\n"
		    "  fill empty     of dropped: for want of frames in the fill ring\n"
		    "  invalid        descriptors to send that the kernel refused\n"
		    "\n"
		    "A socket whose queue is not its key in the XSKMAP gets nothing, and no counter moves: "
		    "status says so.\n" },
	{ "check", "usage: xskctl check IFACE [--json] [--netns=NS]\n"
		   "\n"
		   "Goes through what AF_XDP needs and what makes it fast, on this interface, with this "
		   "kernel and your\n"
		   "privileges. Nothing is changed and nothing attached: it asks, and loads a trial program "
		   "that goes at "
		   "once.\n"
		   "\n"
		   "  yes    it is there\n"
		   "  no     it is not; why, and behind \"->\" the command that changes it, if there is one\n"
		   "  NEED   the same, but nothing works without it: exit status 3\n"
		   "  ?      the kernel does not tell\n" },
	{ "detach",
		"usage: xskctl detach IFACE [--mode=skb|native|hw] [--id=N] [--force] [--json] [--netns=NS]\n"
		"\n"
		"Takes XDP programs off an interface: what stays attached when a program ended without "
		"cleaning up. Says\n"
		"what it took off.\n"
		"\n"
		"  --mode=MODE  only the program in this mode\n"
		"  --id=N       only the program with this number (xskctl status)\n"
		"  --force      also a program attached by netlink that a living process uses; never a "
		"link\n"
		"\n"
		"Refused, with exit status 3: a program whose link a living process holds (it goes when that "
		"ends), and\n"
		"without --force one that a living process uses: holds it or a map of it, or has a socket in "
		"its XSKMAP.\n" },
	{ "prog", "usage: xskctl prog list [--json] [--netns=NS]\n"
		  "\n"
		  "All BPF programs: number, type, name, tag, memory, maps, what they are attached to, where "
		  "they are "
		  "pinned,\n"
		  "who holds them. A program stays as long as something holds it: a descriptor, a pin, a "
		  "link, an "
		  "interface.\n" },
	{ "map", "usage: xskctl map list [--json] [--netns=NS]\n"
		 "\n"
		 "All BPF maps: number, type, name, sizes, memory, the programs that use them, pins, who "
		 "holds them.\n" },
	{ "link", "usage: xskctl link list [--json] [--netns=NS]\n"
		  "\n"
		  "All BPF links: number, type, program, what it is attached to, pins, who holds it. A link "
		  "without pin and\n"
		  "holder is on its way out. An interface has its name only if it is in this network "
		  "namespace.\n" },
};

void help_all(FILE *file)
{
	fputs(overview, file);
}

void help_command(const char *name)
{
	for (size_t i = 0; i < sizeof(pages) / sizeof(pages[0]); i++) {
		if (!strcmp(pages[i].name, name))
			fputs(pages[i].text, stdout);
	}
}
