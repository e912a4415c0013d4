// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * The index over the kernel's BTF finds what a look at every type finds: in the first walk, from what is
 * remembered, from the table, from the keys of functions; by several threads at once.
 */
#include "loader/btf/kernel.h"

#include <pthread.h>
#include <string.h>
#include <unistd.h>

#include "loader/btf/btf.h"
#include "tests/harness/test.h"

static struct btf *all; /* with an offset for every type */

static bool same_name(const char *name, const char *wanted, bool flavours)
{
	size_t len = btf_essential_length(name);

	if (!flavours)
		return !strcmp(name, wanted);
	return len == btf_essential_length(wanted) && !strncmp(name, wanted, len);
}

static void check_against_all(const struct btf_wish *wish, const struct btf_candidates *found)
{
	uint32_t at = wish->first;

	for (uint32_t id = 1; id < btf__type_cnt(all); id++) {
		const struct btf_type *type = btf__type_by_id(all, id);
		const char *name = btf__name_by_offset(all, type->name_off);

		if (!type_in(type, wish->kinds) || !*name || !same_name(name, wish->name, wish->flavours))
			continue;
		if (!CHECK(at < wish->first + wish->count) || !CHECK(found->list[at].id == id))
			return;
		CHECK(!memcmp(btf_type_at(found->list[at].btf, id), type, sizeof(*type)));
		at++;
	}
	CHECK_INT(at, wish->first + wish->count);
}

static void find(struct btf_wish *wishes, uint32_t count)
{
	struct btf_candidates found = { 0 };
	struct xsk_error err = { 0 };

	if (!CHECK(!kernel_btf_find(wishes, count, &found, KERNEL_BTF_AND_MODULES, &err)))
		printf("%s\n", err.text);
	for (uint32_t i = 0; all && i < count; i++)
		check_against_all(&wishes[i], &found);
	btf_candidates_free(&found);
}

enum {
	TYPES = KIND_BIT(BTF_KIND_STRUCT) | KIND_BIT(BTF_KIND_UNION),
	ENUMS = KIND_BIT(BTF_KIND_ENUM) | KIND_BIT(BTF_KIND_ENUM64),
	FUNC = KIND_BIT(BTF_KIND_FUNC),
};

static struct btf_wish first[] = {
	{ .name = "task_struct", .kinds = TYPES, .flavours = true },
	{ .name = "task_struct___old", .kinds = TYPES, .flavours = true },
	{ .name = "task_struct___old", .kinds = TYPES },
	{ .name = "file", .kinds = TYPES, .flavours = true },
	{ .name = "u8", .kinds = KIND_BIT(BTF_KIND_TYPEDEF), .flavours = true },
	{ .name = "u8", .kinds = TYPES, .flavours = true },
	{ .name = "fd", .kinds = TYPES, .flavours = true },
	{ .name = "bpf_prog_type", .kinds = ENUMS, .flavours = true },
	{ .name = "vfs_read", .kinds = FUNC },
	{ .name = "no_such_thing", .kinds = UINT32_MAX },
	{ .name = "int", .kinds = UINT32_MAX },
};
static struct btf_wish second[] = {
	{ .name = "sock", .kinds = TYPES, .flavours = true },
	{ .name = "sk_buff", .kinds = TYPES, .flavours = true },
	{ .name = "list_head", .kinds = KIND_BIT(BTF_KIND_STRUCT) },
	{ .name = "vfs_write", .kinds = FUNC },
	{ .name = "vfs_read", .kinds = FUNC },
	{ .name = "pid_t", .kinds = KIND_BIT(BTF_KIND_TYPEDEF), .flavours = true },
	{ .name = "task_struct", .kinds = TYPES, .flavours = true },
	{ .name = "a_b_c", .kinds = UINT32_MAX, .flavours = true },
	{ .name = "_", .kinds = UINT32_MAX, .flavours = true },
};

/* The first answer comes from a look at each type, the others from the keys of all names. */
static void check_public_find(uint32_t kind, const char *name)
{
	int id = btf__find_by_name_kind(all, name, kind);

	CHECK(id > 0 && !strcmp(btf__name_by_offset(all, btf__type_by_id(all, (__u32)id)->name_off), name));
	for (__u32 before = 1; before < (__u32)id; before++) {
		const struct btf_type *type = btf__type_by_id(all, before);

		if (btf_kind(type) == kind && !strcmp(btf__name_by_offset(all, type->name_off), name)) {
			CHECK_INT(id, before);
			return;
		}
	}
}

static void *in_a_thread(void *unused)
{
	struct btf_wish wishes[sizeof(second) / sizeof(*second)];

	for (int i = 0; i < 20; i++) {
		memcpy(wishes, i % 2 ? (void *)second : (void *)first, sizeof(wishes));
		find(wishes, sizeof(wishes) / sizeof(*wishes));
		CHECK(kernel_btf(NULL) != NULL);
	}
	return NULL;
}

int main(void)
{
	pthread_t threads[4];
	struct btf *mine;

	test_begin();
	if (access("/sys/kernel/btf/vmlinux", R_OK))
		test_skip("this kernel has no BTF");
	/* Not yet compared: the first walk is to be by several at once. */
	for (int i = 0; i < 4; i++)
		REQUIRE(!pthread_create(&threads[i], NULL, in_a_thread, NULL));
	for (int i = 0; i < 4; i++)
		pthread_join(threads[i], NULL);
	all = btf__load_vmlinux_btf();
	REQUIRE(all);
	find(first, sizeof(first) / sizeof(*first));
	find(second, sizeof(second) / sizeof(*second));
	for (uint32_t id = 1; id < btf__type_cnt(all); id += 389) {
		const struct btf_type *type = btf__type_by_id(all, id);
		struct btf_wish wish = {
			.name = btf_name_of(all, type),
			.kinds = KIND_BIT(btf_kind(type)),
			.flavours = id & 1 && btf_kind(type) != BTF_KIND_FUNC,
		};

		if (!*wish.name)
			continue;
		find(&wish, 1);
		check_public_find(btf_kind(type), wish.name);
	}
	CHECK(kernel_btf_find_one("vfs_read", BTF_KIND_FUNC, NULL) > 0);
	CHECK_INT(kernel_btf_find_one("no_such_thing", BTF_KIND_FUNC, NULL), -ENOENT);
	/* The program's own copy is independent of what is shared. */
	mine = btf__load_vmlinux_btf();
	CHECK(btf__add_int(mine, "mine", 4, 0) == (int)btf__type_cnt(all));
	CHECK_INT(btf__find_by_name(mine, "mine"), btf__type_cnt(all));
	CHECK_INT(btf__find_by_name(mine, "mine"), btf__type_cnt(all));
	CHECK(btf__find_by_name(mine, "task_struct") > 0);
	CHECK_INT(btf__find_by_name(all, "mine"), -ENOENT);
	btf__free(mine);
	CHECK_INT(btf_require_valid(all), 0);
	btf__free(all);
	return test_end();
}
