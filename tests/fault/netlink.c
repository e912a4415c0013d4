// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Every function of netlink/ and the public bpf_xdp_* under injection. */
#include <bpf/libbpf.h>
#include <errno.h>
#include <linux/if_link.h>
#include <linux/pkt_cls.h>
#include <linux/pkt_sched.h>
#include <stdio.h>
#include <unistd.h>

#include "base/netns.h"
#include "base/traffic_control.h"
#include "netlink/ethtool.h"
#include "netlink/features.h"
#include "netlink/interface.h"
#include "netlink/monitor.h"
#include "netlink/xdp.h"
#include "tests/fault/subject.h"
#include "tests/harness/program.h"
#include "tests/harness/test.h"
#include "tests/harness/veth.h"

static struct veth veth;
static int xdp_program, tc_program;

static const char *const answers[] = { WITHOUT_IN_NETLINK, NULL };

static int look_up_by_name(void *context)
{
	struct interface interface;

	return interface_by_name("near", &interface, NULL);
}

static int look_up_by_index(void *context)
{
	struct interface interface;

	return interface_by_index(veth.near_ifindex, &interface, NULL);
}

static int look_for_default_route(void *context)
{
	return interface_has_default_route(veth.near_ifindex, NULL);
}

static int ask_features(void *context)
{
	struct device_features features;

	return device_features_get(veth.near_ifindex, &features, NULL);
}

static int ask_channels(void *context)
{
	struct device_channels channels;

	return device_channels_get(veth.near_ifindex, &channels, NULL);
}

static int ask_rings(void *context)
{
	struct device_rings rings;

	return device_rings_get(veth.near_ifindex, &rings, NULL);
}

static void inject_questions(void)
{
	static const char *const route[] = { WITHOUT_IN_NETLINK,
		"setsockopt 270:12 # all routes come instead", NULL };

	subject_inject(&(struct subject){ "interface_by_name", look_up_by_name, .without = answers });
	subject_inject(&(struct subject){ "interface_by_index", look_up_by_index, .without = answers });
	subject_inject(
		&(struct subject){ "interface_has_default_route", look_for_default_route, .without = route });
	subject_inject(&(struct subject){ "device_features_get", ask_features, .without = answers });
	subject_inject(&(struct subject){ "device_channels_get", ask_channels, .without = answers });
	subject_inject(&(struct subject){ "device_rings_get", ask_rings, .without = answers });
}

static struct driver_drops drops;

static int open_drops(void *context)
{
	return driver_drops_open(&drops, "near", 2, NULL);
}

static int read_drops(void *context)
{
	uint64_t values[2];

	return driver_drops_read(&drops, values);
}

static void close_drops(void *context)
{
	driver_drops_close(&drops);
}

static struct monitor *monitor;

static int open_monitor(void *context)
{
	return monitor_open(&monitor, veth.near_ifindex, NULL);
}

static void close_monitor(void *context)
{
	monitor_close(monitor);
}

/* What an update says is right, whatever fails. */
static int update_monitor(void *context)
{
	return monitor_update(monitor) == MONITOR_UP ? 0 : -EBADMSG;
}

static void inject_kept_objects(void)
{
	static const char *const opened[] = { "setsockopt 270:10 # shorter answers",
		"setsockopt 1:33 # a buffer within the system's limit", "recvmsg # asks again",
		"sendto # asks again", "malloc # asks again", "calloc # asks again", NULL };
	static const char *const updated[] = { "recvmsg # lost ones: asks again", NULL };

	subject_inject(&(struct subject){ "driver_drops_open", open_drops, close_drops });
	REQUIRE(open_drops(NULL) == 0);
	subject_inject(&(struct subject){ "driver_drops_read", read_drops });
	close_drops(NULL);
	subject_inject(&(struct subject){ "monitor_open", open_monitor, close_monitor, .without = opened });
	REQUIRE(open_monitor(NULL) == 0);
	subject_inject(&(struct subject){ "monitor_update", update_monitor, .without = updated });
	close_monitor(NULL);
}

static bool no_program(void *context)
{
	struct xdp_attached attached;

	return CHECK(xdp_query(veth.near_ifindex, &attached, NULL) == 0) &&
	       CHECK(attached.mode == XDP_ATTACHED_NONE);
}

static int attach_xdp(void *context)
{
	return xdp_set(veth.near_ifindex, xdp_program, XDP_FLAGS_DRV_MODE, -1, NULL);
}

static void detach_xdp(void *context)
{
	CHECK(xdp_set(veth.near_ifindex, -1, XDP_FLAGS_DRV_MODE, -1, NULL) == 0);
}

static int query_xdp(void *context)
{
	struct xdp_attached attached;

	return xdp_query(veth.near_ifindex, &attached, NULL);
}

static int attach_by_libbpf(void *context)
{
	return bpf_xdp_attach(veth.near_ifindex, xdp_program, XDP_FLAGS_SKB_MODE, NULL);
}

static void detach_by_libbpf(void *context)
{
	CHECK(bpf_xdp_detach(veth.near_ifindex, XDP_FLAGS_SKB_MODE, NULL) == 0);
}

static int query_by_libbpf(void *context)
{
	struct bpf_xdp_query_opts opts = { .sz = sizeof(opts) };

	return bpf_xdp_query(veth.near_ifindex, 0, &opts);
}

static int query_id_by_libbpf(void *context)
{
	uint32_t id;

	return bpf_xdp_query_id(veth.near_ifindex, 0, &id);
}

static void inject_xdp(void)
{
	subject_inject(
		&(struct subject){ "xdp_set", attach_xdp, detach_xdp, no_program, .without = answers });
	subject_inject(&(struct subject){ "xdp_query", query_xdp, .without = answers });
	subject_inject(&(struct subject){
		"bpf_xdp_attach", attach_by_libbpf, detach_by_libbpf, no_program, .without = answers });
	subject_inject(&(struct subject){ "bpf_xdp_query", query_by_libbpf, .without = answers });
	subject_inject(&(struct subject){ "bpf_xdp_query_id", query_id_by_libbpf, .without = answers });
}

static struct tc_filter a_filter(void)
{
	return (struct tc_filter){ veth.near_ifindex, TC_H_MAKE(TC_H_CLSACT, TC_H_MIN_INGRESS), 7, 9,
		tc_program, 1, "verdict", false };
}

static int make_clsact(void *context)
{
	return tc_clsact_create(veth.near_ifindex, NULL);
}

static void delete_clsact(void *context)
{
	CHECK_INT(tc_clsact_delete(veth.near_ifindex, NULL), 0);
}

/* Deleting what is not there says so. */
static bool no_clsact(void *context)
{
	return CHECK(tc_clsact_delete(veth.near_ifindex, NULL) < 0);
}

static int make_filter(void *context)
{
	struct tc_filter filter = a_filter();

	return tc_filter_create(&filter, NULL);
}

static void delete_filter(void *context)
{
	struct tc_filter filter = a_filter();

	CHECK_INT(tc_filter_delete(&filter, NULL), 0);
}

static bool no_filter(void *context)
{
	struct tc_filter filter = a_filter();

	return CHECK(tc_filter_query(&filter, NULL) < 0);
}

static int query_filter(void *context)
{
	struct tc_filter filter = a_filter();

	return tc_filter_query(&filter, NULL);
}

static int flush_filters(void *context)
{
	return tc_filter_flush(veth.near_ifindex, TC_H_MAKE(TC_H_CLSACT, TC_H_MIN_EGRESS), NULL);
}

static void inject_tc(void)
{
	subject_inject(&(struct subject){
		"tc_clsact_create", make_clsact, delete_clsact, no_clsact, .without = answers });
	REQUIRE(make_clsact(NULL) == 0);
	subject_inject(&(struct subject){
		"tc_filter_create", make_filter, delete_filter, no_filter, .without = answers });
	REQUIRE(make_filter(NULL) == 0);
	subject_inject(&(struct subject){ "tc_filter_query", query_filter, .without = answers });
	subject_inject(&(struct subject){ "tc_filter_flush", flush_filters, .without = answers });
	delete_clsact(NULL);
}

static int look_up_in_far(void *context)
{
	struct interface interface;

	return interface_by_name("far", &interface, NULL);
}

static int go_there(void *context)
{
	return netns_run(veth.far_ns, look_up_in_far, NULL, NULL);
}

int main(void)
{
	test_begin();
	veth_create(&veth, 2, 0);
	xdp_program = program_load(BPF_PROG_TYPE_XDP, XDP_PASS, 0);
	tc_program = program_load(BPF_PROG_TYPE_SCHED_CLS, TC_ACT_OK, 0);
	libbpf_set_print(NULL);
	inject_questions();
	inject_kept_objects();
	inject_xdp();
	inject_tc();
	subject_inject(&(struct subject){ "netns_run", go_there, .without = answers });
	close(xdp_program);
	close(tc_program);
	veth_destroy(&veth);
	return test_end();
}
