// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Modules: a struct read by CO-RE, a kernel function called, a function traced. Where veth and nf_conntrack
 * are built in, the first two are of the kernel itself, and go the same way.
 */
#include <arpa/inet.h>
#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <xsk/object.h>

#include "tests/harness/bpf_object.h"
#include "tests/harness/hook.h"
#include "tests/harness/test.h"
#include "tests/harness/veth.h"

static int value_of(const struct bpf_object *object, const char *name)
{
	return *(volatile int *)object_variable(object, name);
}

static void run(const struct bpf_object *object, const char *name)
{
	char packet[64] = { 0 };
	LIBBPF_OPTS(bpf_test_run_opts, opts, .data_in = packet, .data_size_in = sizeof(packet));

	CHECK_INT(bpf_prog_test_run_opts(bpf_program__fd(object_program(object, name)), &opts), 0);
}

static bool is_module(const char *name)
{
	char path[64];

	snprintf(path, sizeof(path), "/sys/kernel/btf/%s", name);
	return access(path, F_OK) == 0;
}

/* The struct's size, and where its member is, as the module's own BTF says. */
static void check_struct(const struct bpf_object *object, const char *module)
{
	struct btf *kernel = btf__load_vmlinux_btf();
	struct btf *btf = is_module(module) ? btf__load_module_btf(module, kernel) : kernel;
	const struct btf_type *type;
	int found = 0;

	REQUIRE(kernel && btf);
	type = btf__type_by_id(btf, (__u32)btf__find_by_name_kind(btf, "veth_priv", BTF_KIND_STRUCT));
	REQUIRE(type);
	CHECK_INT(value_of(object, "type_bytes"), type->size);
	for (__u32 i = 0; i < btf_vlen(type); i++) {
		const struct btf_member *member = btf_members(type) + i;

		if (strcmp(btf__name_by_offset(btf, member->name_off), "rq") != 0)
			continue;
		found++;
		CHECK_INT(value_of(object, "rq_offset"), btf_member_bit_offset(type, i) / 8);
	}
	CHECK_INT(found, 1);
	if (btf != kernel)
		btf__free(btf);
	btf__free(kernel);
}

static void test_struct(void)
{
	struct bpf_object *object = object_open("module");

	if (bpf_object__load(object)) {
		test_failed(__FILE__, __LINE__, "%s", xsk_object__error(object)->text);
		exit(1);
	}
	run(object, "read_struct");
	check_struct(object, "veth");
	CHECK_INT(value_of(object, "has_none"), 0);
	bpf_object__close(object);
}

static void test_function(void)
{
	struct bpf_object *object = object_open("module");

	if (system("modprobe -q nf_conntrack 2>/dev/null"))
		printf("nf_conntrack cannot be loaded as a module here\n");
	object_load_only(object, "call_function", NULL);
	if (bpf_object__load(object)) {
		test_failed(__FILE__, __LINE__, "%s", xsk_object__error(object)->text);
		exit(1);
	}
	run(object, "call_function");
	CHECK_INT(value_of(object, "looked_up"), -ENOENT);
	bpf_object__close(object);
}

static void send_packet(void)
{
	struct sockaddr_in to = {
		.sin_family = AF_INET, .sin_port = htons(9), .sin_addr.s_addr = inet_addr("192.0.2.2")
	};
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	CHECK_INT(sendto(fd, "x", 1, 0, (struct sockaddr *)&to, sizeof(to)), 1);
	close(fd);
}

static void test_traced(void)
{
	struct hook hook;

	veth_command("ip addr add 192.0.2.1/24 dev near; ip neigh add 192.0.2.2 lladdr 02:00:00:00:00:02 dev "
		     "near");
	hook_load(&hook, "kernel_hooks", "on_module_fentry");
	hook_check(&hook, bpf_program__attach(hook.program), send_packet, 0);
	/* By a setter, with the module's name. */
	hook_open(&hook, "kernel_hooks", "on_module_fentry");
	CHECK_INT(bpf_program__set_attach_target(hook.program, 0, "veth:veth_xmit"), 0);
	REQUIRE(bpf_object__load(hook.object) == 0);
	hook_check(&hook, bpf_program__attach(hook.program), send_packet, 0);
}

int main(void)
{
	struct veth veth;

	test_begin();
	veth_create(&veth, 1, 0);
	if (test_kernel_below(5, 11))
		test_skip("a kernel without BTF of modules");
	test_struct();
	if (!test_kernel_below(6, 1))
		test_function();
	else
		printf("no functions of modules on this kernel\n");
	if (is_module("veth"))
		test_traced();
	else
		printf("veth is built in: nothing of a module to trace\n");
	veth_destroy(&veth);
	return test_end();
}
