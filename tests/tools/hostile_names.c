// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Names are other people's: those of interfaces and processes that hold escape sequences, quotes, line breaks
 * and broken UTF-8 are shown without them, in text and in JSON; honest UTF-8 stays.
 */
#include <bpf/bpf.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "tests/harness/program.h"
#include "tests/harness/test.h"
#include "tests/harness/veth.h"
#include "tests/tools/xskctl.h"

#define HOSTILE "\033[2J\"\n\\\xff\xc3\xa9" /* ends with an e with an accent */
#define SHOWN   "?[2J\"?\\?\xc3\xa9"

static void check_output(const char *out)
{
	CHECK(!strchr(out, '\033') && !strchr(out, '\xff'));
	CHECK_TEXT(out, "\xc3\xa9");
}

int main(int argc, char **argv)
{
	static const char *const lists[] = { "prog", "link" };
	facts *result;
	struct veth veth;
	const facts *interface;
	int program, link;

	xskctl_begin(argc, argv);
	veth_create(&veth, 1, 0);
	veth_command(
		"ip link set near down; ip link set near name \"$(printf '\\033[31m\\377\"\\303\\251')\"; "
		"ip link set \"$(printf '\\033[31m\\377\"\\303\\251')\" up");
	prctl(PR_SET_NAME, HOSTILE);
	program = program_load(BPF_PROG_TYPE_XDP, XDP_PASS, 0);
	link = bpf_link_create(program, veth.near_ifindex, BPF_XDP, NULL);
	REQUIRE(link >= 0);

	check_output(xskctl(0, "status", NULL)->out);
	check_output(xskctl(3, "check", "\033[31m\xff\"\xc3\xa9", NULL)->out);
	result = xskctl_json(0, "status", NULL);
	interface = first_interface(result);
	CHECK(!strcmp(text_of(interface, "ifname"), "?[31m?\"\xc3\xa9"));
	CHECK(!strcmp(text_of(first_of(first_of(interface, "xdp"), "link_pids"), "command"), SHOWN));
	json_object_put(result);
	for (size_t i = 0; i < 2; i++)
		check_output(xskctl(0, lists[i], "list", NULL)->out);
	/* The line about what stays names the holder. */
	CHECK(!strchr(xskctl(3, "detach", "\033[31m\xff\"\xc3\xa9", NULL)->err, '\033'));
	close(link);
	close(program);
	veth_destroy(&veth);
	return test_end();
}
