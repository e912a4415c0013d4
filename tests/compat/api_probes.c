// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* What the probes say of this kernel, and error texts' codes. Run with both libraries. */
#include <bpf/libbpf.h>

#include "show.h"

static int quiet(enum libbpf_print_level level, const char *format, va_list args)
{
	return 0;
}

int main(void)
{
	static const int codes[] = { 0, 2, -2, 22, 4001, -4001, 5000, -5000, 524, -524, 99999 };
	char text[128];
	int code = show_begin();

	if (code)
		return code;
	libbpf_set_print(quiet);
	for (int type = 0; type < 40; type++) {
		printf("program type %d: %d\n", type, libbpf_probe_bpf_prog_type(type, NULL));
		printf("map type %d: %d\n", type, libbpf_probe_bpf_map_type(type, NULL));
	}
	for (int helper = 0; helper < 215; helper++)
		printf("helper %d of xdp: %d, of sched_cls: %d\n", helper,
			libbpf_probe_bpf_helper(BPF_PROG_TYPE_XDP, helper, NULL),
			libbpf_probe_bpf_helper(BPF_PROG_TYPE_SCHED_CLS, helper, NULL));
	SHOW(libbpf_probe_bpf_prog_type(BPF_PROG_TYPE_XDP, text));
	SHOW(libbpf_probe_bpf_map_type(BPF_MAP_TYPE_HASH, text));
	SHOW(libbpf_probe_bpf_helper(BPF_PROG_TYPE_XDP, 1, text));
	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++)
		printf("text of %d: %d\n", codes[i], libbpf_strerror(codes[i], text, sizeof(text)));
	printf("too small: %d\n", libbpf_strerror(2, text, 4));
	printf("no buffer: %d\n", libbpf_strerror(2, NULL, 0));
	return 0;
}
