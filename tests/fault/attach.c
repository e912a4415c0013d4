// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* bpf_program__attach and its kin under injection, for the hooks that every machine has. */
#include <bpf/libbpf.h>
#include <errno.h>
#include <sched.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>

#include "tests/fault/attached.h"
#include "tests/fault/subject.h"
#include "tests/harness/bpf_object.h"
#include "tests/harness/private_mounts.h"
#include "tests/harness/test.h"
#include "tests/harness/veth.h"

static struct veth veth;
static struct bpf_object *object;
static struct bpf_link *attached;

static int code_of(void)
{
	return attached ? 0 : -errno;
}

static int attach(void *context)
{
	attached = bpf_program__attach(object_program(object, context));
	return code_of();
}

static int attach_xdp(void *context)
{
	attached = bpf_program__attach_xdp(object_program(object, "on_xdp"), veth.near_ifindex);
	return code_of();
}

static int attach_tcx(void *context)
{
	attached = bpf_program__attach_tcx(object_program(object, "on_tcx_ingress"), veth.near_ifindex, NULL);
	return code_of();
}

static int attach_iterator(void *context)
{
	attached = bpf_program__attach_iter(object_program(object, "on_iterator"), NULL);
	return code_of();
}

__attribute__((noinline)) static void probed(void)
{
	__asm__ volatile("" ::: "memory");
}

static int attach_uprobe(void *context)
{
	LIBBPF_OPTS(bpf_uprobe_opts, opts, .func_name = "probed");

	attached = bpf_program__attach_uprobe_opts(
		object_program(object, "on_uprobe"), getpid(), "/proc/self/exe", 0, &opts);
	return code_of();
}

static void detach(void *context)
{
	CHECK_INT(bpf_link__destroy(attached), 0);
	attached = NULL;
}

static bool no_program(void *context)
{
	return CHECK(nothing_attached(veth.near_ifindex));
}

static void inject_hooks(void)
{
	static const char *const by_tracefs[] = { "* @perf_probe_pmu_type # by an event of tracefs", NULL };
	static const char *const named[] = { "on_tracepoint", "on_raw_tracepoint", "on_tp_btf" };
	char text[64];

	for (size_t i = 0; i < sizeof(named) / sizeof(named[0]); i++) {
		snprintf(text, sizeof(text), "bpf_program__attach, %s", named[i]);
		subject_inject(&(struct subject){ text, attach, detach, .context = (void *)named[i] });
	}
	subject_inject(&(struct subject){ "bpf_program__attach_xdp", attach_xdp, detach, no_program });
	subject_inject(&(struct subject){ "bpf_program__attach_tcx", attach_tcx, detach });
	subject_inject(&(struct subject){ "bpf_program__attach_iter", attach_iterator, detach });
	probed();
	subject_inject(&(struct subject){
		"bpf_program__attach_uprobe_opts", attach_uprobe, detach, .without = by_tracefs });
}

int main(void)
{
	test_begin();
	test_needs_root();
	REQUIRE(private_mounts());
	CHECK(mount("tracefs", "/sys/kernel/tracing", "tracefs", 0, NULL) == 0 || errno == EBUSY);
	libbpf_set_print(NULL);
	veth_create(&veth, 1, 0);
	object = object_open("hooks");
	object_load_only(object, "on_tracepoint", "on_raw_tracepoint", "on_tp_btf", "on_xdp",
		"on_tcx_ingress", "on_iterator", "on_uprobe", NULL);
	REQUIRE(bpf_object__load(object) == 0);
	inject_hooks();
	bpf_object__close(object);
	veth_destroy(&veth);
	return test_end();
}
