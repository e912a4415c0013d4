// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* The create functions of xdp/xsk.h, and the attachment beneath them, under injection. The sockets are made again and
 * again on one UMEM: what a failed try leaves in it would show in the next. */
#include <bpf/libbpf.h>
#include <errno.h>
#include <sys/mman.h>
#include <unistd.h>

#include "tests/fault/subject.h"
#include "tests/harness/low_socket.h"
#include "tests/harness/test.h"
#include "tests/harness/veth.h"
#include "xsk/attachment.h"

static struct veth veth;

/* Without them the kernel's answers have no text, or carry the request again. */
static const char *const answers[] = { "setsockopt 270:10 # shorter answers",
	"setsockopt 270:11 # the kernel's texts", "recvmsg # the answer is there all the same", NULL };

/* A link that can't be looked at is taken for one that is just leaving: all is asked again. */
static const char *const joined[] = { "setsockopt 270:10 # shorter answers",
	"setsockopt 270:11 # the kernel's texts", "recvmsg # the answer is there all the same",
	"bpf 15 # looks again", NULL };

static bool interface_is_clear(void *context)
{
	return CHECK(interface_clears(veth.near_ifindex));
}

static struct low_socket umem_only;

static int make_umem(void *context)
{
	static char area[LOW_FRAMES * LOW_FRAME_BYTES] __attribute__((aligned(4096)));

	return xsk_umem__create(
		&umem_only.umem, area, sizeof(area), &umem_only.fill, &umem_only.comp, &low_umem_config);
}

static void delete_umem(void *context)
{
	CHECK_INT(xsk_umem__delete(umem_only.umem), 0);
}

static struct low_socket first;

static int make_socket(void *context)
{
	return low_open(&first, "near", 0, context);
}

static void delete_socket(void *context)
{
	xsk_socket__delete(first.xsk);
	first.xsk = NULL;
}

/* The first socket of a new UMEM each time, which is the one on the UMEM's own descriptor. */
static int make_both(void *context)
{
	int code = make_umem(context);

	if (code)
		return code;
	code = xsk_socket__create(
		&umem_only.xsk, "near", 0, umem_only.umem, &umem_only.rx, &umem_only.tx, &low_config);
	if (code)
		delete_umem(context);
	return code;
}

static void delete_both(void *context)
{
	xsk_socket__delete(umem_only.xsk);
	delete_umem(context);
}

static struct xsk_socket *second;

static int make_on_other_queue(void *context)
{
	static struct low_socket rings;

	return xsk_socket__create_shared(
		&second, "near", 1, first.umem, &rings.rx, &rings.tx, &rings.fill, &rings.comp, &low_config);
}

static int make_on_same_queue(void *context)
{
	static struct low_socket rings;

	return xsk_socket__create(&second, "near", 0, first.umem, &rings.rx, &rings.tx, &low_config);
}

static void delete_second(void *context)
{
	xsk_socket__delete(second);
	second = NULL;
}

static struct attachment attachment;

static int attach(void *context)
{
	struct attachment_wish wish = { .ifindex = veth.near_ifindex,
		.ifname = "near",
		.map_entries = 2,
		.mode = XSK_MODE_NATIVE,
		.deadline_ms = 1000 };

	return attachment_open(&attachment, &wish, NULL);
}

static void let_go(void *context)
{
	attachment_close(&attachment);
}

static int set_up(void *context)
{
	int map_fd = -1, code = xsk_setup_xdp_prog(veth.near_ifindex, &map_fd);

	if (!code)
		close(map_fd);
	return code;
}

static void take_down(void *context)
{
	CHECK_INT(bpf_xdp_detach(veth.near_ifindex, 0, NULL), 0);
}

static void inject_attachments(void)
{
	struct attachment held;

	subject_inject(&(struct subject){
		"attachment_open, own", attach, let_go, interface_is_clear, .without = answers });
	subject_inject(&(struct subject){
		"xsk_setup_xdp_prog", set_up, take_down, interface_is_clear, .without = answers });
	REQUIRE(attach(NULL) == 0);
	held = attachment;
	subject_inject(&(struct subject){ "attachment_open, joined", attach, let_go, .without = joined });
	attachment_close(&held);
	CHECK(interface_clears(veth.near_ifindex));
}

static void inject_sockets(void)
{
	subject_inject(&(struct subject){ "xsk_umem__create", make_umem, delete_umem });
	subject_inject(&(struct subject){ "xsk_umem__create and xsk_socket__create", make_both, delete_both,
		interface_is_clear, .without = answers });
	low_umem(&first);
	subject_inject(&(struct subject){ "xsk_socket__create", make_socket, delete_socket,
		interface_is_clear, (void *)&low_config, answers });
	subject_inject(&(struct subject){ "xsk_socket__create, no program", make_socket, delete_socket,
		interface_is_clear, (void *)&low_inhibit_config });
	REQUIRE(LOW_AGAIN(low_open(&first, "near", 0, &low_config)) == 0);
	subject_inject(&(struct subject){ "xsk_socket__create_shared, other queue", make_on_other_queue,
		delete_second, .without = joined });
	subject_inject(&(struct subject){
		"xsk_socket__create, same queue", make_on_same_queue, delete_second, .without = joined });
	low_close(&first);
	CHECK(interface_clears(veth.near_ifindex));
}

int main(void)
{
	test_begin();
	veth_create(&veth, 2, 0);
	libbpf_set_print(NULL);
	inject_attachments();
	inject_sockets();
	CHECK_INT(mapped_rings(), 0);
	veth_destroy(&veth);
	return test_end();
}
