// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* A program of somebody else's, built against the installed library: it uses both layers that need no privilege. */
#include <bpf/bpf.h>
#include <xsk/headers.h>
#include <xsk/pool.h>

#include <stdio.h>

int main(void)
{
	struct xsk_pool_opts opts = { .frames = 128 };
	struct xsk_packet packet;
	struct xsk_error err;
	struct xsk_pool *pool;

	if (xsk_pool__open(&pool, &opts, &err)) {
		fprintf(stderr, "%s\n", err.text);
		return 1;
	}
	if (xsk_pool__allocate(pool, &packet, 1) != 1)
		return 1;
	xsk_pool__free(pool, &packet, 1);
	printf("%u frames, bpf error %d\n", xsk_pool__frames(pool), bpf_map_get_fd_by_id(0) < 0);
	return xsk_pool__close(pool, NULL) ? 1 : 0;
}
