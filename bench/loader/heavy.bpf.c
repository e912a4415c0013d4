// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Programs that take the verifier about 10 ms each: loops that it walks turn by turn. REFUSED: the last
 * one fails.
 */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

unsigned long results[64];

#ifdef REFUSED
#define AFTER *(volatile int *)(sum & 0xff) = 1;
#else
#define AFTER
#endif

#define E0(x)                                                                   \
	SEC("raw_tp/sys_enter") int on_##x(struct bpf_raw_tracepoint_args *ctx) \
	{                                                                       \
		unsigned long sum = ctx->args[0];                               \
                                                                                \
		_Pragma("nounroll") for (unsigned int i = 0; i < TURNS; i++)    \
		{                                                               \
			sum = sum * 3 + i;                                      \
			sum ^= sum >> 7;                                        \
			results[i & 63] = sum;                                  \
		}                                                               \
		AFTER return 0;                                                 \
	}
#define E1(x) E0(x##0) E0(x##1)
#define E2(x) E1(x##0) E1(x##1)
#define E3(x) E2(x##0) E2(x##1)
#define E4(x) E3(x##0) E3(x##1)
#define E5(x) E4(x##0) E4(x##1)
#define E6(x) E5(x##0) E5(x##1)

PROGRAMS
