// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * A map of every type, with every attribute that a definition can have; each is used by a program or on its
 * own.
 */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

struct key {
	__u32 a, b;
};

struct value {
	struct bpf_spin_lock lock;
	__u32 count;
	struct bpf_timer timer;
};

typedef struct value value_t;

#define MAP(name, kind, key_type, value_type, entries, flags) \
	struct {                                              \
		__uint(type, BPF_MAP_TYPE_##kind);            \
		__uint(max_entries, entries);                 \
		__uint(map_flags, flags);                     \
		__type(key, key_type);                        \
		__type(value, value_type);                    \
	} name SEC(".maps")

MAP(hash_with_lock, HASH, struct key, value_t, 100, 0);
MAP(hash_small, HASH, __u64, __u8, 7, BPF_F_NO_PREALLOC);
MAP(lru, LRU_HASH, struct key, __u64[3], 64, BPF_F_NO_COMMON_LRU);
MAP(lru_percpu, LRU_PERCPU_HASH, __u32, __u32, 64, 0);
MAP(percpu_hash, PERCPU_HASH, __u32, struct key, 10, 0);
MAP(percpu_array, PERCPU_ARRAY, __u32, struct key, 10, 0);
MAP(mapped_array, ARRAY, __u32, __u64, 10, BPF_F_MMAPABLE);
MAP(read_only, ARRAY, int, __u64, 1, BPF_F_RDONLY_PROG);
MAP(prefixes, LPM_TRIE, __u64, __u32, 10, BPF_F_NO_PREALLOC);
MAP(stack_traces, STACK_TRACE, __u32, __u64[8], 10, 0);
MAP(devices, DEVMAP, __u32, struct bpf_devmap_val, 4, 0);
MAP(devices_hash, DEVMAP_HASH, __u32, struct bpf_devmap_val, 4, 0);
MAP(cpus, CPUMAP, __u32, struct bpf_cpumap_val, 2, 0);
MAP(xsks, XSKMAP, __u32, __u32, 4, 0);
MAP(sockets, SOCKMAP, __u32, __u64, 4, 0);
MAP(sockets_hash, SOCKHASH, struct key, __u64, 4, 0);
MAP(reuseport, REUSEPORT_SOCKARRAY, __u32, __u64, 4, 0);
MAP(cgroups, CGROUP_ARRAY, __u32, __u32, 4, 0);
MAP(of_sockets, SK_STORAGE, int, struct key, 0, BPF_F_NO_PREALLOC);
MAP(of_tasks, TASK_STORAGE, int, struct key, 0, BPF_F_NO_PREALLOC);
MAP(of_inodes, INODE_STORAGE, int, struct key, 0, BPF_F_NO_PREALLOC);
/* Newer than some headers. */
#define BPF_MAP_TYPE_CGRP_STORAGE 32
MAP(of_cgroups, CGRP_STORAGE, int, struct key, 0, BPF_F_NO_PREALLOC);
MAP(on_node, HASH, __u32, __u32, 5, BPF_F_NUMA_NODE);

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 5);
	__uint(map_flags, BPF_F_NUMA_NODE);
	__uint(numa_node, 0);
	__uint(key_size, 8);
	__uint(value_size, 24);
} sizes_only SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 5);
	__type(key, struct key);
	__uint(key_size, sizeof(struct key));
	__type(value, __u64);
	__uint(value_size, 8);
} sizes_and_types SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_CGROUP_STORAGE);
	__type(key, struct bpf_cgroup_storage_key);
	__type(value, __u64);
} of_cgroup SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_CGROUP_STORAGE);
	__type(key, struct bpf_cgroup_storage_key);
	__type(value, __u64);
} of_cgroup_percpu SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_QUEUE);
	__uint(max_entries, 5);
	__type(value, struct key);
} queue SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_STACK);
	__uint(max_entries, 5);
	__uint(value_size, 12);
} stack SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_BLOOM_FILTER);
	__uint(max_entries, 1000);
	__type(value, __u64);
	__ulong(map_extra, 4);
} bloom SEC(".maps");

/* Sizes that the library has to round. */
struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 5000);
} ring SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_USER_RINGBUF);
	__uint(max_entries, 1);
} user_ring SEC(".maps");

/* As many entries as there are processors. */
struct {
	__uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
	__uint(key_size, 4);
	__uint(value_size, 4);
} events SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
	__uint(max_entries, 3);
	__type(key, int);
	__type(value, int);
} three_events SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 5);
	__type(key, __u32);
	__type(value, __u32);
	__uint(pinning, LIBBPF_PIN_BY_NAME);
} pinned SEC(".maps");

struct inner {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 2);
	__type(key, __u32);
	__type(value, struct key);
} inner_one SEC(".maps"), inner_two SEC(".maps");

struct inner_hash {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 2);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, __u32);
	__type(value, __u64);
} inner_hash SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
	__uint(max_entries, 5);
	__type(key, __u32);
	__array(values, struct inner);
} array_of_maps SEC(".maps") = {
	.values = { [1] = &inner_one, [4] = &inner_two },
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH_OF_MAPS);
	__uint(max_entries, 5);
	__type(key, __u32);
	__array(values, struct inner_hash);
} hash_of_maps SEC(".maps") = {
	.values = { [3] = &inner_hash },
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
	__uint(max_entries, 3);
	__uint(key_size, 4);
	__array(values, struct {
		__uint(type, BPF_MAP_TYPE_RINGBUF);
		__uint(max_entries, 100);
	});
} rings SEC(".maps");

int tail_one(void *ctx);
int tail_two(void *ctx);

struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, 4);
	__uint(key_size, 4);
	__array(values, int(void *));
} tails SEC(".maps") = {
	.values = { [0] = (void *)&tail_one, [3] = (void *)&tail_two },
};

struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, 4);
	__type(key, __u32);
	__type(value, __u32);
} empty_tails SEC(".maps");

/* Data of every section, in several sections of a sort. */
__u64 data_one = 1, data_two[3] = { 2, 3, 4 };
static volatile __u8 data_hidden = 5;
__u32 bss_one[7];
const volatile __u32 constant = 6;
__u32 data_named SEC(".data.named") = 7;
static volatile __u32 data_static SEC(".data.static_only") = 8;
__u32 bss_named[3] SEC(".bss.named");
const volatile char text_named[] SEC(".rodata.named") = "some text";

SEC("xdp") int tail_one(void *ctx)
{
	return data_one + data_two[1] + bss_one[1];
}

SEC("xdp") int tail_two(void *ctx)
{
	return data_hidden + constant + data_named + data_static + bss_named[2] + text_named[1];
}

SEC("xdp") int uses_maps(struct xdp_md *ctx)
{
	static const char format[] = "value %d\n";
	__u32 zero = 0, *count;
	struct key key = { 1, 2 };
	__u64 number = 5;
	void *inner;

	bpf_map_update_elem(&lru, &key, &(__u64[3]){ 1, 2, 3 }, BPF_ANY);
	count = bpf_map_lookup_elem(&percpu_array, &zero);
	if (count)
		*count += constant;
	bpf_map_push_elem(&queue, &key, 0);
	bpf_map_peek_elem(&bloom, &number);
	bpf_ringbuf_output(&ring, &key, sizeof(key), 0);
	bpf_perf_event_output(ctx, &events, BPF_F_CURRENT_CPU, &key, sizeof(key));
	inner = bpf_map_lookup_elem(&array_of_maps, &zero);
	if (inner)
		bpf_map_delete_elem(inner, &zero);
	inner = bpf_map_lookup_elem(&hash_of_maps, &zero);
	if (inner)
		bpf_map_update_elem(inner, &zero, &number, 0);
	bpf_map_lookup_elem(&pinned, &zero);
	bpf_trace_printk(format, sizeof(format), key.a);
	bpf_redirect_map(&xsks, ctx->rx_queue_index, XDP_PASS);
	bpf_tail_call(ctx, &tails, 3);
	return XDP_PASS;
}

static int on_timer(void *map, void *key, struct bpf_timer *timer)
{
	return 0;
}

SEC("tc") int uses_timer(struct __sk_buff *skb)
{
	struct key key = { 3, 4 };
	value_t *value = bpf_map_lookup_elem(&hash_with_lock, &key);

	if (!value)
		return 0;
	bpf_spin_lock(&value->lock);
	value->count++;
	bpf_spin_unlock(&value->lock);
	bpf_timer_init(&value->timer, &hash_with_lock, 1);
	bpf_timer_set_callback(&value->timer, on_timer);
	return bpf_timer_start(&value->timer, 1000, 0);
}

SEC("cgroup_skb/egress") int uses_storage(struct __sk_buff *skb)
{
	__u64 *value = bpf_get_local_storage(&of_cgroup, 0);

	__sync_fetch_and_add(value, 1);
	value = bpf_get_local_storage(&of_cgroup_percpu, 0);
	*value += 1;
	return 1;
}
