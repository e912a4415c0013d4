// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Elements of real maps: one by one with every flag, walked, in batches, per CPU, frozen. */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <unistd.h>

#include "loader/kernel/version.h"
#include "tests/harness/test.h"

static void one_by_one(void)
{
	int map = bpf_map_create(BPF_MAP_TYPE_HASH, "elements", 4, 8, 2, NULL);
	__u32 key = 7, next = 0;
	__u64 value = 70, seen = 0;

	REQUIRE(map > 2);
	CHECK_INT(bpf_map_update_elem(map, &key, &value, BPF_EXIST), -ENOENT);
	CHECK_INT(errno, ENOENT);
	CHECK_INT(bpf_map_update_elem(map, &key, &value, BPF_NOEXIST), 0);
	CHECK_INT(bpf_map_update_elem(map, &key, &value, BPF_NOEXIST), -EEXIST);
	CHECK_INT(bpf_map_lookup_elem(map, &key, &seen), 0);
	CHECK_INT(seen, 70);
	CHECK_INT(bpf_map_lookup_elem_flags(map, &key, &seen, 1 << 20), -EINVAL);
	key = 8;
	CHECK_INT(bpf_map_lookup_elem(map, &key, &seen), -ENOENT);
	CHECK_INT(bpf_map_update_elem(map, &key, &value, BPF_ANY), 0);
	key = 9;
	CHECK_INT(bpf_map_update_elem(map, &key, &value, BPF_ANY), -E2BIG);

	CHECK_INT(bpf_map_get_next_key(map, NULL, &key), 0);
	CHECK_INT(bpf_map_get_next_key(map, &key, &next), 0);
	CHECK(key != next && key + next == 15);
	CHECK_INT(bpf_map_get_next_key(map, &next, &next), -ENOENT);

	key = 7;
	if (kernel_version() >= KERNEL_RELEASE(5, 14, 0)) {
		CHECK_INT(bpf_map_lookup_and_delete_elem(map, &key, &seen), 0);
		CHECK_INT(bpf_map_lookup_and_delete_elem_flags(map, &key, &seen, 0), -ENOENT);
	} else {
		CHECK_INT(bpf_map_delete_elem(map, &key), 0);
	}
	CHECK_INT(bpf_map_delete_elem(map, &key), -ENOENT);
	key = 8;
	CHECK_INT(bpf_map_delete_elem_flags(map, &key, 0), 0);
	CHECK_INT(bpf_map_get_next_key(map, NULL, &key), -ENOENT);

	CHECK_INT(bpf_map_freeze(map), 0);
	CHECK(bpf_map_freeze(map) < 0);
	CHECK(errno == EBUSY || errno == EPERM); /* by release */
	CHECK_INT(bpf_map_update_elem(map, &key, &value, BPF_ANY), -EPERM);
	close(map);
	CHECK_INT(bpf_map_lookup_elem(map, &key, &seen), -EBADF);
}

static void queue(void)
{
	int map = bpf_map_create(BPF_MAP_TYPE_QUEUE, "queue", 0, 4, 4, NULL);
	__u32 value = 1, seen = 0;

	REQUIRE(map > 2);
	CHECK_INT(bpf_map_update_elem(map, NULL, &value, BPF_ANY), 0);
	value = 2;
	CHECK_INT(bpf_map_update_elem(map, NULL, &value, BPF_ANY), 0);
	CHECK_INT(bpf_map_lookup_elem(map, NULL, &seen), 0);
	CHECK_INT(seen, 1);
	CHECK_INT(bpf_map_lookup_and_delete_elem(map, NULL, &seen), 0);
	CHECK_INT(bpf_map_lookup_and_delete_elem(map, NULL, &seen), 0);
	CHECK_INT(seen, 2);
	CHECK_INT(bpf_map_lookup_and_delete_elem(map, NULL, &seen), -ENOENT);
	close(map);
}

static void per_cpu(void)
{
	int cpus = libbpf_num_possible_cpus(), map;
	__u64 *values = calloc((size_t)cpus + 1, sizeof(*values));
	__u32 key = 0;

	REQUIRE(values);
	map = bpf_map_create(BPF_MAP_TYPE_PERCPU_ARRAY, "per_cpu", 4, 4, 1, NULL);
	REQUIRE(map > 2);
	for (int cpu = 0; cpu < cpus; cpu++)
		values[cpu] = 100 + (unsigned int)cpu;
	values[cpus] = 0x5a5a;
	CHECK_INT(bpf_map_update_elem(map, &key, values, BPF_ANY), 0);
	for (int cpu = 0; cpu < cpus; cpu++)
		values[cpu] = 0;
	CHECK_INT(bpf_map_lookup_elem(map, &key, values), 0);
	for (int cpu = 0; cpu < cpus; cpu++)
		CHECK_INT(values[cpu] & 0xffffffff, 100 + cpu);
	/* As many as there are possible CPUs, and not one more. */
	CHECK_INT(values[cpus], 0x5a5a);
	key = 1;
	CHECK_INT(bpf_map_update_elem(map, &key, values, BPF_ANY), -E2BIG);
	close(map);
	free(values);
}

enum { MANY = 1000, ROOM = 300 };

static void batches(void)
{
	static __u32 keys[MANY], values[MANY];
	static unsigned char seen[MANY];
	int map = bpf_map_create(BPF_MAP_TYPE_HASH, "batches", 4, 4, MANY, NULL);
	__u32 count = MANY, batch = 0, total = 0;
	void *in = NULL;
	int code = 0;

	REQUIRE(map > 2);
	for (__u32 i = 0; i < MANY; i++) {
		keys[i] = i;
		values[i] = i * 3;
	}
	CHECK_INT(bpf_map_update_batch(map, keys, values, &count, NULL), 0);
	CHECK_INT(count, MANY);
	while (!code) {
		count = ROOM;
		code = bpf_map_lookup_batch(map, in, &batch, keys, values, &count, NULL);
		CHECK(!code || code == -ENOENT);
		for (__u32 i = 0; i < count && keys[i] < MANY; i++) {
			seen[keys[i]]++;
			CHECK_INT(values[i], keys[i] * 3);
		}
		total += count;
		in = &batch;
	}
	CHECK_INT(total, MANY);
	for (__u32 i = 0; i < MANY; i++)
		CHECK_INT(seen[i], 1);

	for (__u32 i = 0; i < MANY; i++)
		keys[i] = i;
	keys[2] = MANY + 5;
	count = 10;
	CHECK_INT(bpf_map_delete_batch(map, keys, &count, NULL), -ENOENT);
	CHECK_INT(count, 2);
	count = MANY;
	code = bpf_map_lookup_and_delete_batch(map, NULL, &batch, keys, values, &count, NULL);
	CHECK(!code || code == -ENOENT);
	CHECK_INT(count, MANY - 2);
	CHECK_INT(bpf_map_get_next_key(map, NULL, keys), -ENOENT);
	close(map);
}

static void refused(void)
{
	CHECK_INT(bpf_map_create((enum bpf_map_type)1000, NULL, 4, 4, 1, NULL), -EINVAL);
	CHECK_INT(bpf_map_create(BPF_MAP_TYPE_ARRAY, NULL, 8, 4, 1, NULL), -EINVAL);
	CHECK_INT(bpf_map_create(BPF_MAP_TYPE_ARRAY, "not a name", 4, 4, 1, NULL), -EINVAL);
	CHECK_INT(bpf_map_lookup_elem(-1, NULL, NULL), -EBADF);
	CHECK_INT(bpf_map_lookup_elem(0, NULL, NULL), -EINVAL); /* standard input is no map */
}

int main(void)
{
	test_begin();
	test_needs_root();
	one_by_one();
	queue();
	per_cpu();
	batches();
	refused();
	return test_end();
}
