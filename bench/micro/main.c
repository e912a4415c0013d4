// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* xskbench-micro: rings and pool in memory; options are Google Benchmark's (--help). */
#include "bench/micro/cases.h"

int main(int argc, char **argv)
{
	cases_ring_arrays();
	cases_hand();
	cases_xsk_inlines();
#ifdef HAVE_LIBXDP
	cases_libxdp_inlines();
#endif
	cases_pool();
	return micro_main(argc, argv);
}
