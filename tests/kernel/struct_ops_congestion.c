// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * TCP connections that run on congestion controls of BPF: registered by links and without, switched off and
 * on again, exchanged while connections use them, kept by pins.
 */
#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <errno.h>
#include <sched.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xsk/object.h>

#include "tests/bpf/congestion.h"
#include "tests/harness/bpf_object.h"
#include "tests/harness/connection.h"
#include "tests/harness/private_mounts.h"
#include "tests/harness/test.h"
#include "tests/harness/veth.h"

enum { BYTES = 200000, FIRST = 11, SECOND = 13, PLAIN = 17, SPARE = 19 };

static char directory[64], first_name[16], second_name[16], plain_name[16];
static bool has_links;

static int value_of(const struct bpf_object *object, const char *name)
{
	return *(volatile int *)object_variable(object, name);
}

static bool kernel_has_links(void)
{
	struct btf *btf = btf__load_vmlinux_btf();
	bool has = btf && btf__find_by_name_kind(btf, "bpf_struct_ops_link", BTF_KIND_STRUCT) > 0;

	btf__free(btf);
	return has;
}

/* Names are one space for the whole machine: this process's own, put into the shadows. */
static struct bpf_object *open_tables(const char *name_of_second)
{
	struct bpf_object *object = object_open("congestion");
	struct tcp_congestion_ops *first, *second;
	struct tcp_congestion_ops___short *plain;
	size_t bytes;

	first = bpf_map__initial_value(object_map(object, "first"), &bytes);
	REQUIRE(first && bytes == sizeof(*first));
	second = bpf_map__initial_value(object_map(object, "second"), &bytes);
	plain = bpf_map__initial_value(object_map(object, "plain"), &bytes);
	REQUIRE(second && plain && bytes == sizeof(*plain));
	CHECK_TEXT(first->name, "xsk_first");
	CHECK(first->undo_cwnd == (void *)object_program(object, "undo"));
	memcpy(first->name, first_name, sizeof(first->name));
	memcpy(second->name, name_of_second, sizeof(second->name));
	memcpy(plain->name, plain_name, sizeof(plain->name));
	if (!has_links) {
		bpf_map__set_autocreate(object_map(object, "first"), false);
		bpf_map__set_autocreate(object_map(object, "second"), false);
	}
	return object;
}

static void load(struct bpf_object *object)
{
	if (bpf_object__load(object)) {
		test_failed(__FILE__, __LINE__, "%s", xsk_object__error(object)->text);
		exit(1);
	}
}

static struct bpf_link *attach(struct bpf_object *object, const char *map)
{
	struct bpf_link *link = bpf_map__attach_struct_ops(object_map(object, map));

	if (!link) {
		test_failed(__FILE__, __LINE__, "%s: %s", map, xsk_object__error(object)->text);
		exit(1);
	}
	return link;
}

/* Whether a connection can be put on it now, and the window that it keeps if so; 0: ENOENT. */
static unsigned int window_under(const char *name)
{
	struct connection connection;
	unsigned int window = 0;
	int code;

	connection_open(&connection);
	code = connection_use(&connection, name);
	if (!code)
		window = connection_transfer(&connection, BYTES);
	else
		CHECK_INT(code, -ENOENT);
	connection_close(&connection);
	return window;
}

/* Nothing is registered by a load; two tables of one object run at once, each for its connection. */
static void test_two_at_once(void)
{
	struct bpf_object *object = open_tables(second_name);
	struct connection one, two;
	struct bpf_link *links[2];

	load(object);
	CHECK_INT(window_under(first_name), 0);
	CHECK_INT(window_under(second_name), 0);
	CHECK_INT(window_under(plain_name), 0);
	links[0] = attach(object, "first");
	links[1] = attach(object, "second");
	connection_open(&one);
	connection_open(&two);
	CHECK_INT(connection_use(&one, first_name), 0);
	CHECK_INT(connection_use(&two, second_name), 0);
	CHECK_INT(connection_transfer(&one, BYTES), FIRST);
	CHECK_INT(connection_transfer(&two, BYTES), SECOND);
	CHECK(value_of(object, "first_runs") > 0 && value_of(object, "second_runs") > 0);
	CHECK_INT(value_of(object, "starts"), 1);
	CHECK_INT(value_of(object, "plain_runs"), 0);

	/* A connection keeps what it uses; new ones cannot have it. */
	CHECK_INT(bpf_link__destroy(links[0]), 0);
	CHECK_INT(window_under(first_name), 0);
	CHECK_INT(window_under(second_name), SECOND);
	CHECK_INT(connection_transfer(&one, BYTES), FIRST);
	CHECK_INT(value_of(object, "ends"), 0);
	connection_close(&one);
	connection_close(&two);
	for (int i = 0; i < 300 && !value_of(object, "ends"); i++)
		usleep(10000);
	CHECK_INT(value_of(object, "ends"), 1);

	/* On again, off by the object's end but for the link. */
	links[0] = attach(object, "first");
	CHECK_INT(window_under(first_name), FIRST);
	bpf_object__close(object);
	CHECK_INT(window_under(first_name), FIRST);
	CHECK_INT(bpf_link__destroy(links[0]), 0);
	CHECK_INT(bpf_link__destroy(links[1]), 0);
	CHECK_INT(window_under(first_name), 0);
	CHECK_INT(window_under(second_name), 0);
}

/*
 * Another table under the same name takes over, connections that are there included: their next one runs it.
 */
static void test_update(void)
{
	struct bpf_object *object = open_tables(first_name), *other = open_tables(second_name);
	struct bpf_link *link, *plain;

	load(object);
	load(other);
	link = attach(object, "first");
	CHECK_INT(window_under(first_name), FIRST);
	CHECK_INT(bpf_link__update_map(link, object_map(object, "second")), 0);
	CHECK_INT(window_under(first_name), SECOND);
	CHECK_INT(bpf_link__update_map(link, object_map(object, "first")), 0);
	CHECK_INT(window_under(first_name), FIRST);

	/* The kernel exchanges equals only; maps without links and of other types are refused. */
	CHECK_INT(bpf_link__update_map(link, object_map(other, "second")), -EINVAL);
	CHECK_TEXT(xsk_object__error(other)->text, "second");
	CHECK_INT(bpf_link__update_map(link, object_map(object, "congesti.bss")), -EINVAL);
	CHECK_TEXT(xsk_object__error(object)->text, "no struct_ops");
	plain = attach(object, "plain");
	CHECK_INT(bpf_link__update_map(plain, object_map(object, "second")), -EINVAL);
	CHECK_TEXT(xsk_object__error(object)->text, ".struct_ops.link");
	CHECK_INT(bpf_link__destroy(plain), 0);
	CHECK_INT(window_under(first_name), FIRST);

	/* One name, once. */
	CHECK(bpf_map__attach_struct_ops(object_map(object, "second")) == NULL);
	CHECK_INT(errno, EEXIST);
	CHECK_TEXT(xsk_object__error(object)->text, "of that name");
	CHECK_INT(bpf_link__destroy(link), 0);
	CHECK_INT(window_under(first_name), 0);
	bpf_object__close(object);
	bpf_object__close(other);
}

static void test_pinned_link(void)
{
	struct bpf_object *object = open_tables(second_name);
	struct bpf_link *link;
	char path[96];
	int code;

	snprintf(path, sizeof(path), "%s/link", directory);
	load(object);
	link = attach(object, "first");
	CHECK_INT(bpf_link__pin(link, path), 0);
	CHECK_INT(bpf_link__destroy(link), 0);
	bpf_object__close(object);
	CHECK_INT(window_under(first_name), FIRST);
	link = bpf_link__open(path);
	REQUIRE(link);
	code = bpf_link__detach(link);
	if (code == -EOPNOTSUPP)
		printf("links of struct_ops are not detached by this kernel\n"); /* before 6.11 */
	else
		CHECK_INT(code, 0);
	CHECK_INT(window_under(first_name), code ? FIRST : 0);
	CHECK_INT(bpf_link__unpin(link), 0);
	CHECK_INT(bpf_link__destroy(link), 0);
	CHECK_INT(window_under(first_name), 0);
}

/* Without a link: registered by the value, until it is deleted. */
static void test_plain(void)
{
	struct bpf_object *object = open_tables(second_name);
	struct bpf_link *link;
	__u32 key = 0;
	char path[96];
	int fd;

	snprintf(path, sizeof(path), "%s/map", directory);
	load(object);
	link = attach(object, "plain");
	CHECK_INT(window_under(plain_name), PLAIN);
	CHECK(value_of(object, "plain_runs") > 0);
	CHECK_INT(bpf_link__destroy(link), 0);
	CHECK_INT(window_under(plain_name), 0);
	CHECK(bpf_map__attach_struct_ops(object_map(object, "plain")) == NULL);
	CHECK_INT(errno, EBUSY);
	CHECK_TEXT(xsk_object__error(object)->text, "registers once");
	bpf_object__close(object);

	object = open_tables(second_name);
	load(object);
	link = attach(object, "plain");
	CHECK_INT(window_under(plain_name), PLAIN);
	CHECK_INT(bpf_map__pin(object_map(object, "plain"), path), 0);
	bpf_link__disconnect(link);
	CHECK_INT(bpf_link__destroy(link), 0);
	bpf_object__close(object);
	CHECK_INT(window_under(plain_name), PLAIN);
	fd = bpf_obj_get(path);
	REQUIRE(fd >= 0);
	CHECK_INT(unlink(path), 0);
	CHECK_INT(bpf_map_delete_elem(fd, &key), 0);
	close(fd);
	CHECK_INT(window_under(plain_name), 0);
}

/* The program of a member is exchanged before the load; what stood there is not loaded. */
static void test_other_program(void)
{
	struct bpf_object *object = open_tables(second_name);
	struct tcp_congestion_ops___short *plain;
	struct bpf_link *link;
	size_t bytes;

	plain = bpf_map__initial_value(object_map(object, "plain"), &bytes);
	plain->cong_avoid = (void *)object_program(object, "spare_avoid");
	bpf_program__set_autoload(object_program(object, "spare_avoid"), true);
	load(object);
	CHECK(bpf_program__fd(object_program(object, "spare_avoid")) >= 0);
	CHECK(bpf_program__fd(object_program(object, "plain_avoid")) < 0);
	link = attach(object, "plain");
	CHECK_INT(window_under(plain_name), SPARE);
	CHECK_INT(bpf_link__destroy(link), 0);
	CHECK_INT(window_under(plain_name), 0);
	bpf_object__close(object);
}

int main(void)
{
	struct veth veth;

	test_begin();
	test_needs_root();
	snprintf(first_name, sizeof(first_name), "xsk_f%d", getpid());
	snprintf(second_name, sizeof(second_name), "xsk_s%d", getpid());
	snprintf(plain_name, sizeof(plain_name), "xsk_p%d", getpid());
	snprintf(directory, sizeof(directory), "/tmp/xsk-struct-ops-%d", getpid());
	veth_create(&veth, 1, 0);
	REQUIRE(private_mounts());
	REQUIRE(mkdir(directory, 0700) == 0 && mount("bpf", directory, "bpf", 0, NULL) == 0);
	has_links = kernel_has_links();
	test_plain();
	test_other_program();
	if (has_links) {
		test_two_at_once();
		test_update();
		test_pinned_link();
	} else {
		printf("no links of struct_ops on this kernel\n"); /* 6.4 */
	}
	umount(directory);
	rmdir(directory);
	veth_destroy(&veth);
	return test_end();
}
