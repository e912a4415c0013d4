// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * bpf_tc_*: a filter on each direction of a veth counts the packets that pass; handles and priorities chosen
 * by the caller and by the kernel, filters replaced, asked about and taken off, quiet about what is there
 * already.
 */
#include <arpa/inet.h>
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <linux/if_packet.h>
#include <linux/pkt_sched.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/harness/bpf_object.h"
#include "tests/harness/packet.h"
#include "tests/harness/test.h"
#include "tests/harness/veth.h"

enum { CAME_IN, WENT_OUT, CAME_INSTEAD, COUNTERS, ETHERTYPE = 0x88b5 };

static const char *const names[COUNTERS] = { "came_in", "went_out", "came_instead" };
static int fds[COUNTERS];
static int packets_fd;
static int lines;
static struct veth veth;

static int count_lines(enum libbpf_print_level level, const char *format, va_list args)
{
	char line[1024];

	vsnprintf(line, sizeof(line), format, args);
	if (level == LIBBPF_WARN)
		lines++;
	return 0;
}

static __u32 program_id(int fd)
{
	struct bpf_prog_info info = { 0 };
	__u32 bytes = sizeof(info);

	CHECK_INT(bpf_prog_get_info_by_fd(fd, &info, &bytes), 0);
	return info.id;
}

static unsigned long long counted(__u32 counter)
{
	__u64 value = 0;

	CHECK_INT(bpf_map_lookup_elem(packets_fd, &counter, &value), 0);
	return value;
}

static void reset_counters(void)
{
	for (__u32 counter = 0; counter < COUNTERS; counter++)
		CHECK_INT(bpf_map_update_elem(packets_fd, &counter, &(__u64){ 0 }, BPF_ANY), 0);
}

/* From one end of the pair to the other; the calling thread is in the end's namespace. */
static void send_packets(int ifindex, unsigned int count)
{
	static const uint8_t everybody[6] = { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff };
	struct sockaddr_ll there = { .sll_family = AF_PACKET, .sll_ifindex = ifindex, .sll_halen = 6 };
	int fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);
	uint8_t packet[PACKET_BYTES_MAX];

	REQUIRE(fd >= 0);
	there.sll_protocol = htons(ETHERTYPE);
	for (unsigned int number = 0; number < count; number++) {
		uint32_t len = packet_write(packet, everybody, number);

		CHECK_INT(sendto(fd, packet, len, 0, (struct sockaddr *)&there, sizeof(there)), len);
	}
	close(fd);
}

static void pass_packets(unsigned int out, unsigned int in)
{
	send_packets(veth.near_ifindex, out);
	veth_enter_far(&veth);
	send_packets(veth.far_ifindex, in);
	veth_enter_near(&veth);
}

/* A packet is received in a softirq, which may come after sendto(). */
static void check_counters(unsigned int in, unsigned int out, unsigned int instead)
{
	for (int tries = 0; tries < 1000 && counted(CAME_IN) + counted(CAME_INSTEAD) < in + instead; tries++)
		usleep(1000);
	CHECK_INT(counted(CAME_IN), in);
	CHECK_INT(counted(WENT_OUT), out);
	CHECK_INT(counted(CAME_INSTEAD), instead);
	reset_counters();
}

static void load(struct bpf_object **object)
{
	*object = object_open("traffic");
	CHECK_INT(bpf_object__load(*object), 0);
	REQUIRE(!test_has_failed());
	for (int i = 0; i < COUNTERS; i++)
		fds[i] = bpf_program__fd(object_program(*object, names[i]));
	packets_fd = bpf_map__fd(object_map(*object, "packets"));
}

/* Is there a filter of this handle and priority; the program's id, or the code. */
static int query(const struct bpf_tc_hook *hook, __u32 handle, __u32 priority)
{
	LIBBPF_OPTS(bpf_tc_opts, opts, .handle = handle, .priority = priority);
	int code = bpf_tc_query(hook, &opts);

	if (code)
		return code;
	CHECK_INT(opts.handle, handle);
	CHECK_INT(opts.priority, priority);
	return (int)opts.prog_id;
}

static int detach(const struct bpf_tc_hook *hook, __u32 handle, __u32 priority)
{
	LIBBPF_OPTS(bpf_tc_opts, opts, .handle = handle, .priority = priority);

	return bpf_tc_detach(hook, &opts);
}

static void chosen_by_the_kernel(const struct bpf_tc_hook *in, const struct bpf_tc_hook *out)
{
	LIBBPF_OPTS(bpf_tc_opts, first, .prog_fd = fds[CAME_IN]);
	LIBBPF_OPTS(bpf_tc_opts, second, .prog_fd = fds[WENT_OUT]);

	CHECK_INT(bpf_tc_attach(in, &first), 0);
	CHECK(first.handle && first.priority && first.priority <= UINT16_MAX);
	CHECK_INT(first.prog_id, program_id(fds[CAME_IN]));
	CHECK_INT(bpf_tc_attach(out, &second), 0);
	CHECK_INT(second.prog_id, program_id(fds[WENT_OUT]));
	CHECK_INT(query(in, first.handle, first.priority), first.prog_id);
	CHECK_INT(query(out, second.handle, second.priority), second.prog_id);
	pass_packets(3, 5);
	check_counters(5, 3, 0);
	CHECK_INT(detach(in, first.handle, first.priority), 0);
	pass_packets(1, 2);
	check_counters(0, 1, 0);
	CHECK_INT(detach(out, second.handle, second.priority), 0);
	pass_packets(1, 1);
	check_counters(0, 0, 0);
}

static void chosen_by_the_caller(const struct bpf_tc_hook *in)
{
	LIBBPF_OPTS(bpf_tc_opts, opts, .prog_fd = fds[CAME_IN], .handle = 7, .priority = 9);
	LIBBPF_OPTS(bpf_tc_opts, same, .prog_fd = fds[CAME_INSTEAD], .handle = 7, .priority = 9);
	LIBBPF_OPTS(bpf_tc_opts, beside, .prog_fd = fds[CAME_INSTEAD], .handle = 8, .priority = 9);

	CHECK_INT(bpf_tc_attach(in, &opts), 0);
	CHECK_INT(opts.handle, 7);
	CHECK_INT(opts.priority, 9);
	lines = 0;
	CHECK_INT(bpf_tc_attach(in, &same), -EEXIST);
	CHECK_INT(errno, EEXIST);
	CHECK_INT(query(in, 8, 9), -ENOENT);
	CHECK_INT(lines, 0);
	same.flags = BPF_TC_F_REPLACE;
	CHECK_INT(bpf_tc_attach(in, &same), 0);
	CHECK_INT(query(in, 7, 9), program_id(fds[CAME_INSTEAD]));
	pass_packets(0, 4);
	check_counters(0, 0, 4);
	CHECK_INT(bpf_tc_attach(in, &beside), 0);
	CHECK_INT(query(in, 8, 9), program_id(fds[CAME_INSTEAD]));
	CHECK_INT(detach(in, 7, 9), 0);
	CHECK_INT(query(in, 7, 9), -ENOENT);
	CHECK_INT(detach(in, 8, 9), 0);
}

/* What BPF_TC_INGRESS stands for, by its number. */
static void custom_ingress(struct bpf_tc_hook *hook, const struct bpf_tc_hook *in)
{
	LIBBPF_OPTS(bpf_tc_opts, opts, .prog_fd = fds[CAME_IN], .handle = 1, .priority = 1);

	hook->parent = TC_H_MAKE(TC_H_CLSACT, TC_H_MIN_INGRESS);
	CHECK_INT(bpf_tc_attach(hook, &opts), 0);
	CHECK_INT(query(in, 1, 1), (int)program_id(fds[CAME_IN]));
	pass_packets(0, 2);
	check_counters(2, 0, 0);
	CHECK_INT(detach(hook, 1, 1), 0);
	CHECK_INT(bpf_tc_hook_create(hook), -EOPNOTSUPP);
	CHECK_INT(bpf_tc_hook_destroy(hook), -EOPNOTSUPP);
}

/* Another qdisc, which somebody else made. */
static void custom_qdisc(struct bpf_tc_hook *hook)
{
	LIBBPF_OPTS(bpf_tc_opts, opts, .prog_fd = fds[WENT_OUT], .handle = 1, .priority = 1);

	if (system("tc qdisc add dev near root handle 1: htb 2>/dev/null")) {
		printf("a qdisc as custom parent: this kernel has no htb\n");
		return;
	}
	hook->parent = TC_H_MAKE(1u << 16, 0);
	CHECK_INT(bpf_tc_attach(hook, &opts), 0);
	CHECK_INT(query(hook, 1, 1), (int)program_id(fds[WENT_OUT]));
	pass_packets(6, 0);
	check_counters(0, 6, 0);
	CHECK_INT(detach(hook, 1, 1), 0);
	pass_packets(1, 0);
	check_counters(0, 0, 0);
	veth_command("tc qdisc del dev near root");
}

/* One direction: its filters alone; both: the qdisc. */
static void ends(struct bpf_tc_hook *in, struct bpf_tc_hook *out)
{
	LIBBPF_OPTS(bpf_tc_opts, first, .prog_fd = fds[CAME_IN]);
	LIBBPF_OPTS(bpf_tc_opts, second, .prog_fd = fds[WENT_OUT]);
	LIBBPF_OPTS(bpf_tc_hook, both, .ifindex = veth.near_ifindex,
		.attach_point = BPF_TC_INGRESS | BPF_TC_EGRESS);

	CHECK_INT(bpf_tc_attach(in, &first), 0);
	CHECK_INT(bpf_tc_attach(out, &second), 0);
	CHECK_INT(bpf_tc_hook_destroy(in), 0);
	pass_packets(2, 2);
	check_counters(0, 2, 0);
	CHECK_INT(bpf_tc_hook_destroy(&both), 0);
	veth_command("test -z \"$(tc qdisc show dev near | grep clsact)\"");
	pass_packets(1, 1);
	check_counters(0, 0, 0);
	CHECK(bpf_tc_hook_destroy(&both) < 0);
	first.prog_id = 0;
	CHECK_INT(bpf_tc_attach(in, &first), -EINVAL);
}

int main(void)
{
	LIBBPF_OPTS(bpf_tc_hook, in, .attach_point = BPF_TC_INGRESS);
	LIBBPF_OPTS(bpf_tc_hook, out, .attach_point = BPF_TC_EGRESS);
	LIBBPF_OPTS(bpf_tc_hook, custom, .attach_point = BPF_TC_CUSTOM);
	struct bpf_object *object;

	test_begin();
	veth_create(&veth, 1, 0);
	load(&object);
	libbpf_set_print(count_lines);
	in.ifindex = out.ifindex = custom.ifindex = veth.near_ifindex;
	CHECK_INT(bpf_tc_hook_create(&in), 0);
	veth_command("tc qdisc show dev near | grep -q clsact");
	CHECK_INT(bpf_tc_hook_create(&in), -EEXIST);
	CHECK_INT(bpf_tc_hook_create(&out), -EEXIST);
	CHECK_INT(lines, 0);
	chosen_by_the_kernel(&in, &out);
	chosen_by_the_caller(&in);
	custom_ingress(&custom, &in);
	custom_qdisc(&custom);
	ends(&in, &out);
	bpf_object__close(object);
	veth_destroy(&veth);
	return test_end();
}
