// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* What the map functions of bpf.h ask of the kernel: every option in its field, old and new option structs.
 */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include "tests/harness/bpf_double.h"

static char warning[256];

static int keep_warning(enum libbpf_print_level level, const char *format, va_list args)
{
	if (level == LIBBPF_WARN)
		vsnprintf(warning, sizeof(warning), format, args);
	return 0;
}

static int answer_42(int nth, int command, void *attr)
{
	return 42;
}

static int answer_eperm(int nth, int command, void *attr)
{
	return -EPERM;
}

static void every_option_has_its_field(void)
{
	const struct attr_map_create *attr;
	unsigned char hash[32];
	LIBBPF_OPTS(bpf_map_create_opts, opts, .btf_fd = 11, .btf_key_type_id = 12, .btf_value_type_id = 13,
		.btf_vmlinux_value_type_id = 14, .inner_map_fd = 15, .map_flags = 16, .map_extra = 1ULL << 40,
		.numa_node = 18, .map_ifindex = 19, .value_type_btf_obj_fd = -20, .token_fd = 21,
		.excl_prog_hash = hash, .excl_prog_hash_size = sizeof(hash));

	bpf_double_reset(answer_42);
	CHECK_INT(bpf_map_create(BPF_MAP_TYPE_HASH, "name", 4, 8, 100, &opts), 42);
	attr = BPF_ONLY(attr_map_create, BPF_MAP_CREATE);
	CHECK_INT(attr->map_type, BPF_MAP_TYPE_HASH);
	CHECK_INT(attr->key_size, 4);
	CHECK_INT(attr->value_size, 8);
	CHECK_INT(attr->max_entries, 100);
	CHECK(!strcmp(attr->map_name, "name"));
	CHECK_INT(attr->btf_fd, 11);
	CHECK_INT(attr->btf_key_type_id, 12);
	CHECK_INT(attr->btf_value_type_id, 13);
	CHECK_INT(attr->btf_vmlinux_value_type_id, 14);
	CHECK_INT(attr->inner_map_fd, 15);
	CHECK_INT(attr->map_flags, 16);
	CHECK_INT(attr->map_extra, 1LL << 40);
	CHECK_INT(attr->numa_node, 18);
	CHECK_INT(attr->map_ifindex, 19);
	CHECK_INT(attr->value_type_btf_obj_fd, -20);
	CHECK_INT(attr->map_token_fd, 21);
	CHECK(attr->excl_prog_hash == attr_address(hash));
	CHECK_INT(attr->excl_prog_hash_size, sizeof(hash));
}

static void names_are_cut_at_15(void)
{
	bpf_double_reset(answer_42);
	bpf_map_create(BPF_MAP_TYPE_ARRAY, "a_name_of_more_than_15", 4, 4, 1, NULL);
	CHECK(!strcmp(BPF_ONLY(attr_map_create, BPF_MAP_CREATE)->map_name, "a_name_of_more_"));
	bpf_double_reset(answer_42);
	bpf_map_create(BPF_MAP_TYPE_ARRAY, NULL, 4, 4, 1, NULL);
	CHECK(!strcmp(BPF_ONLY(attr_map_create, BPF_MAP_CREATE)->map_name, ""));
}

static void option_structs_of_any_age(void)
{
	struct {
		struct bpf_map_create_opts known;
		__u64 unknown;
	} newer = { { .sz = sizeof(newer), .map_flags = 1 }, 0 };
	LIBBPF_OPTS(bpf_map_create_opts, opts, .map_flags = 5, .numa_node = 7);

	/* Ends before numa_node: it has its default. */
	opts.sz = offsetof(struct bpf_map_create_opts, numa_node);
	bpf_double_reset(answer_42);
	CHECK_INT(bpf_map_create(BPF_MAP_TYPE_ARRAY, NULL, 4, 4, 1, &opts), 42);
	CHECK_INT(BPF_ONLY(attr_map_create, BPF_MAP_CREATE)->map_flags, 5);
	CHECK_INT(BPF_NTH(attr_map_create, 0)->numa_node, 0);

	bpf_double_reset(answer_42);
	CHECK_INT(bpf_map_create(BPF_MAP_TYPE_ARRAY, NULL, 4, 4, 1, &newer.known), 42);

	newer.unknown = 1ULL << 56;
	warning[0] = '\0';
	bpf_double_reset(answer_42);
	errno = 0;
	CHECK_INT(bpf_map_create(BPF_MAP_TYPE_ARRAY, NULL, 4, 4, 1, &newer.known), -EINVAL);
	CHECK_INT(errno, EINVAL);
	CHECK_INT(bpf_call_count, 0);
	CHECK_TEXT(warning, "bpf_map_create_opts has non-zero extra bytes");

	opts.sz = 7;
	CHECK_INT(bpf_map_create(BPF_MAP_TYPE_ARRAY, NULL, 4, 4, 1, &opts), -EINVAL);
	CHECK_TEXT(warning, "size (.sz) is 7");
}

static int common_unknown(int nth, int command, void *attr)
{
	return command & UAPI_BPF_COMMON_ATTRS ? -EINVAL : 42;
}

static void a_log_is_asked_for_by_the_common_attributes(void)
{
	char log[100];
	LIBBPF_OPTS(bpf_log_opts, log_opts, .buf = log, .size = sizeof(log), .level = 2);
	LIBBPF_OPTS(bpf_map_create_opts, opts, .log_opts = &log_opts, .map_flags = 3);

	bpf_double_reset(answer_42);
	CHECK_INT(bpf_map_create(BPF_MAP_TYPE_ARRAY, NULL, 4, 4, 1, &opts), 42);
	CHECK_INT(BPF_ONLY(attr_map_create, BPF_MAP_CREATE | UAPI_BPF_COMMON_ATTRS)->map_flags, 3);
	CHECK(bpf_calls[0].common.log_buf == attr_address(log));
	CHECK_INT(bpf_calls[0].common.log_size, 100);
	CHECK_INT(bpf_calls[0].common.log_level, 2);

	/* A kernel before them: the map is made without a log. */
	bpf_double_reset(common_unknown);
	CHECK_INT(bpf_map_create(BPF_MAP_TYPE_ARRAY, NULL, 4, 4, 1, &opts), 42);
	CHECK_INT(bpf_call_count, 2);
	CHECK_INT(bpf_calls[1].command, BPF_MAP_CREATE);

	log_opts.sz = 3;
	CHECK_INT(bpf_map_create(BPF_MAP_TYPE_ARRAY, NULL, 4, 4, 1, &opts), -EINVAL);
}

static void eperm_is_reported_once_and_sets_errno(void)
{
	bpf_double_reset(answer_eperm);
	errno = 0;
	CHECK_INT(bpf_map_create(BPF_MAP_TYPE_ARRAY, NULL, 4, 4, 1, NULL), -EPERM);
	CHECK_INT(errno, EPERM);
}

static void elements(void)
{
	int key, value;
	const struct {
		int code, command;
		bool has_key, has_value;
		__u64 flags;
	} expected[] = {
		{ 0, BPF_MAP_UPDATE_ELEM, true, true, 9 },
		{ 0, BPF_MAP_LOOKUP_ELEM, true, true, 0 },
		{ 0, BPF_MAP_LOOKUP_ELEM, true, true, 9 },
		{ 0, BPF_MAP_LOOKUP_AND_DELETE_ELEM, true, true, 0 },
		{ 0, BPF_MAP_LOOKUP_AND_DELETE_ELEM, true, true, 9 },
		{ 0, BPF_MAP_DELETE_ELEM, true, false, 0 },
		{ 0, BPF_MAP_DELETE_ELEM, true, false, 9 },
		{ 0, BPF_MAP_GET_NEXT_KEY, true, true, 0 },
		{ 0, BPF_MAP_FREEZE, false, false, 0 },
	};

	bpf_double_reset(NULL);
	CHECK_INT(bpf_map_update_elem(3, &key, &value, 9), 0);
	CHECK_INT(bpf_map_lookup_elem(3, &key, &value), 0);
	CHECK_INT(bpf_map_lookup_elem_flags(3, &key, &value, 9), 0);
	CHECK_INT(bpf_map_lookup_and_delete_elem(3, &key, &value), 0);
	CHECK_INT(bpf_map_lookup_and_delete_elem_flags(3, &key, &value, 9), 0);
	CHECK_INT(bpf_map_delete_elem(3, &key), 0);
	CHECK_INT(bpf_map_delete_elem_flags(3, &key, 9), 0);
	CHECK_INT(bpf_map_get_next_key(3, &key, &value), 0);
	CHECK_INT(bpf_map_freeze(3), 0);
	REQUIRE(bpf_call_count == 9);
	for (int i = 0; i < 9; i++) {
		const struct attr_map_elem *attr = BPF_NTH(attr_map_elem, i);

		CHECK_INT(bpf_calls[i].command, expected[i].command);
		CHECK_INT(attr->map_fd, 3);
		CHECK(attr->key == (expected[i].has_key ? attr_address(&key) : 0));
		CHECK(attr->value == (expected[i].has_value ? attr_address(&value) : 0));
		CHECK_INT(attr->flags, expected[i].flags);
	}
}

static int batch_does_two(int nth, int command, void *attr)
{
	((struct attr_map_batch *)attr)->count = 2;
	return nth ? -ENOSPC : 0;
}

static void batches(void)
{
	int keys[4], values[4], in, out;
	__u32 count = 4;
	const struct attr_map_batch *attr;
	LIBBPF_OPTS(bpf_map_batch_opts, opts, .elem_flags = 5, .flags = 6);

	bpf_double_reset(batch_does_two);
	CHECK_INT(bpf_map_lookup_batch(3, &in, &out, keys, values, &count, &opts), 0);
	CHECK_INT(count, 2);
	attr = BPF_ONLY(attr_map_batch, BPF_MAP_LOOKUP_BATCH);
	CHECK_INT(attr->map_fd, 3);
	CHECK_INT(attr->count, 4);
	CHECK(attr->in_batch == attr_address(&in) && attr->out_batch == attr_address(&out));
	CHECK(attr->keys == attr_address(keys) && attr->values == attr_address(values));
	CHECK_INT(attr->elem_flags, 5);
	CHECK_INT(attr->flags, 6);

	/* The count says how many were done, also after a failure. */
	count = 4;
	CHECK_INT(bpf_map_lookup_and_delete_batch(3, NULL, &out, keys, values, &count, NULL), -ENOSPC);
	CHECK_INT(count, 2);
	CHECK_INT(bpf_calls[1].command, BPF_MAP_LOOKUP_AND_DELETE_BATCH);
	CHECK(BPF_NTH(attr_map_batch, 1)->in_batch == 0);

	bpf_map_update_batch(3, keys, values, &count, NULL);
	CHECK_INT(bpf_calls[2].command, BPF_MAP_UPDATE_BATCH);
	CHECK(BPF_NTH(attr_map_batch, 2)->keys == attr_address(keys));
	CHECK(BPF_NTH(attr_map_batch, 2)->values == attr_address(values));
	bpf_map_delete_batch(3, keys, &count, NULL);
	CHECK_INT(bpf_calls[3].command, BPF_MAP_DELETE_BATCH);
	CHECK(BPF_NTH(attr_map_batch, 3)->keys == attr_address(keys) &&
		!BPF_NTH(attr_map_batch, 3)->values);
	opts.sz = 1;
	CHECK_INT(bpf_map_delete_batch(3, keys, &count, &opts), -EINVAL);
}

int main(void)
{
	test_begin();
	libbpf_set_print(keep_warning);
	every_option_has_its_field();
	names_are_cut_at_15();
	option_structs_of_any_age();
	a_log_is_asked_for_by_the_common_attributes();
	eperm_is_reported_once_and_sets_errno();
	elements();
	batches();
	return test_end();
}
