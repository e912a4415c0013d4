// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Each hook for real: the program of tests/bpf/hooks.bpf.c is attached, what should run it is done, and the
 * effect is read from its counter; after the link is gone, it runs no more. What this kernel lacks is skipped
 * with a line.
 */
#include <arpa/inet.h>
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/netfilter.h>
#include <linux/netfilter_ipv4.h>
#include <linux/perf_event.h>
#include <sched.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/sdt.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <xsk/object.h>

#include "tests/harness/bpf_object.h"
#include "tests/harness/private_mounts.h"
#include "tests/harness/test.h"
#include "tests/harness/veth.h"

enum {
	TRACEPOINT,
	RAW_TRACEPOINT,
	TP_BTF,
	UPROBE,
	URETPROBE,
	UPROBE_MULTI,
	USDT,
	PERF_EVENT,
	CGROUP,
	XDP,
	TCX_IN,
	TCX_OUT,
	ITERATOR,
	SOCKMAP,
	NETFILTER,
	KPROBE,
	HOOKS
};

/* .bss of the object, as the compiler lays it out: asked for by name. */
static uint64_t *counts, *cookies;
static int64_t *arguments;
static int *argument_count;
static int *own_pid;

static struct bpf_object *object;
static struct bpf_program *program;
static struct veth veth;
static char cgroup_path[64];
static int cgroup_fd = -1;

int probed_function(int value);
int probed_second(int value);

__attribute__((noinline)) int probed_function(int value)
{
	__asm__ volatile("" : "+r"(value));
	return value + 1;
}

__attribute__((noinline)) int probed_second(int value)
{
	__asm__ volatile("" : "+r"(value));
	return value + 2;
}

static __attribute__((noinline)) void fire_usdt(int one, long two)
{
	DTRACE_PROBE3(xsk_test, three, one, two, 7);
}

/* Says that a hook is left out. */
static bool below(int major, int minor, const char *hook)
{
	bool is_below = test_kernel_below(major, minor);

	if (is_below)
		printf("%s: needs Linux %d.%d\n", hook, major, minor);
	return is_below;
}

/* An object in which one program is loaded. False: this kernel does not take it. */
static bool load_one(const char *name)
{
	struct bpf_program *each;

	object = bpf_object__open(TEST_BPF_DIR "/hooks.clang.bpfel.o");
	REQUIRE(object);
	bpf_object__for_each_program(each, object)
	{
		bool wanted = strcmp(bpf_program__name(each), name) == 0;

		bpf_program__set_autoload(each, wanted);
		if (wanted)
			program = each;
	}
	counts = object_variable(object, "counts");
	cookies = object_variable(object, "cookies");
	arguments = object_variable(object, "arguments");
	argument_count = object_variable(object, "argument_count");
	own_pid = object_variable(object, "own_pid");
	*own_pid = getpid();
	if (bpf_object__load(object)) {
		printf("%s: not loaded: %s\n", name, xsk_object__error(object)->text);
		bpf_object__close(object);
		return false;
	}
	return true;
}

/* Attached: the counter moves at @trigger. Detached: it does not. */
static void check_hook(struct bpf_link *link, int hook, void (*trigger)(void))
{
	uint64_t before;

	if (!link) {
		test_failed(__FILE__, __LINE__, "%s: %s", bpf_program__name(program),
			xsk_object__error(object)->text);
		bpf_object__close(object);
		return;
	}
	before = counts[hook];
	trigger();
	if (counts[hook] <= before)
		test_failed(__FILE__, __LINE__, "%s did not run", bpf_program__name(program));
	CHECK_INT(bpf_link__destroy(link), 0);
	before = counts[hook];
	trigger();
	if (counts[hook] != before)
		test_failed(__FILE__, __LINE__, "%s runs after its link is gone", bpf_program__name(program));
	bpf_object__close(object);
}

static void call_getpgid(void)
{
	syscall(SYS_getpgid, 0);
}

static void call_libc(void)
{
	CHECK(getpgid(0) >= 0);
}

static void call_functions(void)
{
	CHECK_INT(probed_function(1) + probed_second(1), 5);
}

static void call_usdt(void)
{
	fire_usdt(-3, 1L << 40);
}

static void burn(void)
{
	for (unsigned long i = 0; i < 300000000; i++)
		__asm__ volatile("" : : "r"(i));
}

static void send_packets(void)
{
	struct sockaddr_in to = {
		.sin_family = AF_INET, .sin_port = htons(9), .sin_addr.s_addr = inet_addr("192.0.2.2")
	};
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	for (int i = 0; i < 3; i++)
		sendto(fd, "x", 1, 0, (struct sockaddr *)&to, sizeof(to));
	close(fd);
	usleep(20000);
}

static void send_from_far(void)
{
	struct sockaddr_in to = {
		.sin_family = AF_INET, .sin_port = htons(9), .sin_addr.s_addr = inet_addr("192.0.2.1")
	};
	int fd;

	veth_enter_far(&veth);
	fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	for (int i = 0; i < 3; i++)
		sendto(fd, "x", 1, 0, (struct sockaddr *)&to, sizeof(to));
	close(fd);
	veth_enter_near(&veth);
	usleep(20000);
}

static void test_auto(const char *name, int hook, void (*trigger)(void))
{
	if (load_one(name))
		check_hook(bpf_program__attach(program), hook, trigger);
}

static void test_uprobes(void)
{
	LIBBPF_OPTS(bpf_uprobe_opts, opts, .func_name = "probed_function", .bpf_cookie = 77);
	const char *names[] = { "getpgid" };
	LIBBPF_OPTS(bpf_uprobe_multi_opts, libc, .syms = names, .cnt = 1);

	if (load_one("on_uprobe")) {
		struct bpf_link *link =
			bpf_program__attach_uprobe_opts(program, 0, "/proc/self/exe", 0, &opts);

		call_functions();
		CHECK_INT(cookies[UPROBE], 77);
		check_hook(link, UPROBE, call_functions);
	}
	test_auto("on_uretprobe", URETPROBE, call_functions);
	if (below(6, 6, "uprobe.multi"))
		return;
	if (load_one("on_uprobe_multi")) {
		struct bpf_link *link =
			bpf_program__attach_uprobe_multi(program, -1, "/proc/self/exe", "probed_*", NULL);

		counts[UPROBE_MULTI] = 0;
		call_functions();
		CHECK_INT(counts[UPROBE_MULTI], 2);
		check_hook(link, UPROBE_MULTI, call_functions);
	}
	/* Debian's libc has only .dynsym. */
	if (load_one("on_uprobe_multi"))
		check_hook(bpf_program__attach_uprobe_multi(program, 0, "libc.so.6", NULL, &libc),
			UPROBE_MULTI, call_libc);
}

static void test_usdt(void)
{
	LIBBPF_OPTS(bpf_usdt_opts, opts, .usdt_cookie = 4711);
	struct bpf_link *link;

	if (!load_one("on_usdt"))
		return;
	link = bpf_program__attach_usdt(program, 0, "/proc/self/exe", "xsk_test", "three", &opts);
	call_usdt();
	CHECK_INT(cookies[USDT], 4711);
	CHECK_INT(*argument_count, 3);
	CHECK_INT(arguments[0], -3);
	CHECK_INT(arguments[1], 1LL << 40);
	CHECK_INT(arguments[2], 7);
	check_hook(link, USDT, call_usdt);
	/* The link may outlive the object. */
	if (!below(5, 15, "USDT by section name, in every process") && load_one("on_usdt")) {
		link = bpf_program__attach(program);
		CHECK(link != NULL);
		bpf_object__close(object);
		CHECK_INT(bpf_link__destroy(link), 0);
	}
}

static void test_perf_event(void)
{
	struct perf_event_attr attr = { .size = sizeof(attr),
		.type = PERF_TYPE_SOFTWARE,
		.config = PERF_COUNT_SW_CPU_CLOCK,
		.freq = 1,
		.sample_freq = 1000 };
	int fd;

	if (!load_one("on_perf_event"))
		return;
	fd = (int)syscall(SYS_perf_event_open, &attr, 0, -1, -1, PERF_FLAG_FD_CLOEXEC);
	REQUIRE(fd >= 0);
	check_hook(bpf_program__attach_perf_event(program, fd), PERF_EVENT, burn);
}

static void enter_cgroup(void)
{
	char path[96];
	int fd;

	REQUIRE(mkdir("/tmp/xsk-cgroup", 0700) == 0 || errno == EEXIST);
	if (mount("none", "/tmp/xsk-cgroup", "cgroup2", 0, NULL))
		return;
	snprintf(cgroup_path, sizeof(cgroup_path), "/tmp/xsk-cgroup/xsk-test-%d", getpid());
	REQUIRE(mkdir(cgroup_path, 0700) == 0);
	snprintf(path, sizeof(path), "%s/cgroup.procs", cgroup_path);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	REQUIRE(fd >= 0 && write(fd, "0", 1) == 1);
	close(fd);
	cgroup_fd = open(cgroup_path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

static void leave_cgroup(void)
{
	int fd;

	if (cgroup_fd < 0)
		return;
	close(cgroup_fd);
	fd = open("/tmp/xsk-cgroup/cgroup.procs", O_WRONLY | O_CLOEXEC);
	CHECK(write(fd, "0", 1) == 1);
	close(fd);
	CHECK_INT(rmdir(cgroup_path), 0);
	umount("/tmp/xsk-cgroup");
	rmdir("/tmp/xsk-cgroup");
}

static void test_iterator(void)
{
	struct bpf_link *link;
	char byte;
	int fd;

	if (!load_one("on_iterator"))
		return;
	link = bpf_program__attach(program);
	if (!CHECK(link != NULL))
		return;
	fd = bpf_iter_create(bpf_link__fd(link));
	CHECK(fd >= 0);
	while (read(fd, &byte, 1) > 0)
		;
	close(fd);
	CHECK(counts[ITERATOR] > 0);
	CHECK_INT(bpf_link__destroy(link), 0);
	bpf_object__close(object);
}

static void test_sockmap(void)
{
	struct bpf_link *link;
	int pair[2], key = 0;
	char byte;
	struct bpf_map *map;

	if (!load_one("on_sockmap"))
		return;
	map = bpf_object__find_map_by_name(object, "sockets");
	link = bpf_program__attach_sockmap(program, bpf_map__fd(map));
	if (!link && errno == EINVAL) {
		printf("sockmap: no links on this kernel\n"); /* 6.10 */
		bpf_object__close(object);
		return;
	}
	REQUIRE(link && socketpair(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0, pair) == 0);
	CHECK_INT(bpf_map_update_elem(bpf_map__fd(map), &key, &pair[1], 0), 0);
	CHECK_INT(send(pair[0], "x", 1, 0), 1);
	usleep(20000);
	CHECK(recv(pair[1], &byte, 1, MSG_DONTWAIT) == 1);
	CHECK(counts[SOCKMAP] > 0);
	CHECK_INT(bpf_link__destroy(link), 0);
	close(pair[0]);
	close(pair[1]);
	bpf_object__close(object);
}

static void test_network(void)
{
	LIBBPF_OPTS(bpf_netfilter_opts, netfilter, .pf = NFPROTO_IPV4, .hooknum = NF_INET_LOCAL_OUT,
		.priority = -10);

	veth_command("ip link set near address 02:00:00:00:00:01; ip addr add 192.0.2.1/24 dev near; "
		     "ip neigh add 192.0.2.2 lladdr 02:00:00:00:00:02 dev near");
	veth_enter_far(&veth);
	veth_command("ip link set far address 02:00:00:00:00:02; ip addr add 192.0.2.2/24 dev far; "
		     "ip neigh add 192.0.2.1 lladdr 02:00:00:00:00:01 dev far");
	veth_enter_near(&veth);
	if (load_one("on_xdp"))
		check_hook(bpf_program__attach_xdp(program, veth.near_ifindex), XDP, send_from_far);
	if (!below(6, 6, "tcx") && load_one("on_tcx_ingress"))
		check_hook(bpf_program__attach_tcx(program, veth.near_ifindex, NULL), TCX_IN, send_from_far);
	if (!test_kernel_below(6, 6) && load_one("on_tcx_egress"))
		check_hook(bpf_program__attach_tcx(program, veth.near_ifindex, NULL), TCX_OUT, send_packets);
	if (load_one("on_netfilter"))
		check_hook(bpf_program__attach_netfilter(program, &netfilter), NETFILTER, send_packets);
	if (cgroup_fd >= 0 && load_one("on_cgroup"))
		check_hook(bpf_program__attach_cgroup(program, cgroup_fd), CGROUP, send_packets);
	test_sockmap();
}

int main(void)
{
	test_begin();
	test_needs_root();
	REQUIRE(private_mounts());
	CHECK(mount("tracefs", "/sys/kernel/tracing", "tracefs", 0, NULL) == 0 || errno == EBUSY);
	enter_cgroup();
	veth_create(&veth, 1, 0);
	test_auto("on_tracepoint", TRACEPOINT, call_getpgid);
	test_auto("on_raw_tracepoint", RAW_TRACEPOINT, call_getpgid);
	test_auto("on_tp_btf", TP_BTF, call_getpgid);
	test_uprobes();
	test_usdt();
	test_perf_event();
	test_iterator();
	test_network();
	veth_destroy(&veth);
	leave_cgroup();
	return test_end();
}
