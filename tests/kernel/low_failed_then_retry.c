// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* xdp/xsk.h: a create that fails, at whatever step, leaves the UMEM as it was, no program, no mapping, no
 * descriptor; and the next try with the same UMEM, other ring sizes too, succeeds and receives. */
#include <bpf/bpf.h>
#include <errno.h>
#include <linux/if_link.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "netlink/xdp.h"
#include "tests/harness/low_socket.h"
#include "tests/harness/program.h"
#include "tests/harness/test.h"
#include "tests/harness/veth.h"

static struct veth veth;

/* Nothing of a failed create is seen: neither program nor mapping but the UMEM's two. */
static void nothing_left(const struct low_socket *low)
{
	CHECK_INT(mapped_rings(), 2);
	CHECK(interface_clears(veth.near_ifindex));
	CHECK_INT(xsk_prod_nb_free((struct xsk_ring_prod *)&low->fill, LOW_SLOTS), LOW_SLOTS - 16);
}

/* The UMEM still works, with the 16 frames that were in its fill ring all the time. */
static void works(struct low_socket *low, const struct xsk_socket_config *config)
{
	struct low_socket far = { 0 };
	uint32_t program;

	CHECK_INT(LOW_AGAIN(low_open(low, "near", 0, config)), 0);
	REQUIRE(low->xsk);
	program = attached_program(veth.near_ifindex);
	veth_enter_far(&veth);
	REQUIRE(LOW_AGAIN(low_open(&far, "far", 0, &low_inhibit_config)) == 0);
	CHECK_INT(low_send(&far, 16), 16);
	CHECK_INT(low_receive(low->xsk, &low->rx, 16, 1000), 16);
	low_close(&far);
	veth_enter_near(&veth);
	low_close(low);
	CHECK(program_goes(program));
	CHECK_INT(mapped_rings(), 0);
}

static void prepare(struct low_socket *low)
{
	low_umem(low);
	low_fill(&low->fill, 0, 16);
}

static void no_such_queue(void)
{
	struct low_socket low;

	prepare(&low);
	CHECK_INT(low_open(&low, "near", 7, &low_config), -EINVAL);
	CHECK_INT(errno, EINVAL);
	nothing_left(&low);
	CHECK_INT(low_open(&low, "nowhere", 0, &low_config), -ENODEV);
	CHECK_INT(low_open(&low, "a name of more than fifteen", 0, &low_config), -ENODEV);
	nothing_left(&low);
	works(&low, &low_config);
}

static void queue_taken(void)
{
	struct low_socket low, other = { 0 };

	prepare(&low);
	REQUIRE(LOW_AGAIN(low_open(&other, "near", 0, &low_inhibit_config)) == 0);
	CHECK_INT(low_open(&low, "near", 0, &low_config), -EBUSY);
	CHECK_INT(errno, EBUSY);
	CHECK(interface_clears(veth.near_ifindex));
	low_close(&other);
	nothing_left(&low);
	works(&low, &low_config);
}

static void program_of_others(void)
{
	int program_fd = program_load(BPF_PROG_TYPE_XDP, XDP_PASS, 0);
	struct low_socket low;
	struct xsk_error err;

	prepare(&low);
	REQUIRE(xdp_set(veth.near_ifindex, program_fd, XDP_FLAGS_DRV_MODE, -1, &err) == 0);
	CHECK_INT(low_open(&low, "near", 0, &low_config), -EBUSY);
	CHECK_INT(mapped_rings(), 2);
	REQUIRE(xdp_set(veth.near_ifindex, -1, 0, -1, &err) == 0);
	close(program_fd);
	nothing_left(&low);
	works(&low, &low_config);
}

/* Rings that a failed try made can't be changed; the next try may want others all the same. */
static void other_sizes(void)
{
	const struct xsk_socket_config bad_tx = { .rx_size = 32, .tx_size = 48 };
	const struct xsk_socket_config bad_flags = { .rx_size = 16, .tx_size = 32, .bind_flags = 0x8000 };
	struct low_socket low;
	int fd;

	prepare(&low);
	fd = xsk_umem__fd(low.umem);
	CHECK_INT(low_open(&low, "near", 0, &bad_tx), -EINVAL);
	nothing_left(&low);
	CHECK_INT(low_open(&low, "near", 0, &bad_flags), -EINVAL);
	nothing_left(&low);
	CHECK_INT(xsk_umem__fd(low.umem), fd);
	works(&low, &low_config);
}

/* With 0, 1, 2 ... descriptors left: an error each time, until there are enough. */
static void descriptors_short(void)
{
	struct rlimit before, limit;
	struct low_socket low;
	int fd, code = -1, busy = 0;

	prepare(&low);
	REQUIRE(getrlimit(RLIMIT_NOFILE, &before) == 0);
	fd = dup(0);
	close(fd);
	for (int spare = 0; spare < 20 && code && busy < 300; spare += code != -EBUSY) {
		limit = (struct rlimit){ .rlim_cur = (rlim_t)(fd + spare), .rlim_max = before.rlim_max };
		REQUIRE(setrlimit(RLIMIT_NOFILE, &limit) == 0);
		code = low_open(&low, "near", 0, &low_config);
		REQUIRE(setrlimit(RLIMIT_NOFILE, &before) == 0);
		if (code == -EBUSY) {
			usleep(10000);
			busy++;
		} else if (code) {
			CHECK_INT(code, -EMFILE);
			nothing_left(&low);
		}
	}
	CHECK_INT(code, 0);
	xsk_socket__delete(low.xsk);
	low.xsk = NULL;
	works(&low, &low_config);
}

/* A second socket fails with rings of its own: the first one and the UMEM's rings do not notice. */
static void shared_fails(void)
{
	struct low_socket low, far = { 0 };
	struct xsk_ring_prod fill, tx;
	struct xsk_ring_cons comp, rx;
	struct xsk_socket *xsk = NULL;
	struct low_socket before;

	prepare(&low);
	before = low;
	/* As the first socket, too. */
	CHECK_INT(xsk_socket__create_shared(&xsk, "near", 9, low.umem, &rx, &tx, &fill, &comp, &low_config),
		-EINVAL);
	CHECK(memcmp(&before.fill, &low.fill, sizeof(low.fill)) == 0);
	nothing_left(&low);
	REQUIRE(LOW_AGAIN(low_open(&low, "near", 0, &low_config)) == 0);
	CHECK_INT(xsk_socket__create_shared(&xsk, "near", 9, low.umem, &rx, &tx, &fill, &comp, &low_config),
		-EINVAL);
	CHECK(xsk == NULL);
	CHECK_INT(mapped_rings(), 4);
	veth_enter_far(&veth);
	REQUIRE(LOW_AGAIN(low_open(&far, "far", 0, &low_inhibit_config)) == 0);
	CHECK_INT(low_send(&far, 16), 16);
	CHECK_INT(low_receive(low.xsk, &low.rx, 16, 1000), 16);
	low_close(&far);
	veth_enter_near(&veth);
	low_close(&low);
}

int main(void)
{
	test_begin();
	veth_create(&veth, 2, 0);
	no_such_queue();
	queue_taken();
	program_of_others();
	other_sizes();
	descriptors_short();
	shared_fails();
	veth_destroy(&veth);
	return test_end();
}
