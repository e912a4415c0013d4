// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* One of everything that makes a command of the loader's plan, but for struct_ops and jump tables. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>

char LICENSE[] SEC("license") = "GPL";

extern unsigned long CONFIG_HZ __kconfig;
extern const void some_symbol __ksym;
extern const void weak_symbol __ksym __weak;
extern int some_function(int value) __ksym;
extern int weak_function(int value) __ksym __weak;

const volatile int limit = 7;
int counter = 1;
int zeroes;

struct fields {
	int first;
	long second;
} __attribute__((preserve_access_index));

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 16);
	__type(key, int);
	__type(value, long);
} hits SEC(".maps");

struct inner {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, int);
	__type(value, int);
} inner_map SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
	__uint(max_entries, 2);
	__type(key, int);
	__array(values, struct inner);
} outer SEC(".maps") = {
	.values = { [1] = &inner_map },
};

int second(struct xdp_md *context);

struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, 2);
	__uint(key_size, 4);
	__array(values, int(void *));
} tails SEC(".maps") = {
	.values = { [1] = (void *)&second },
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 4);
	__type(key, int);
	__type(value, int);
	__uint(pinning, LIBBPF_PIN_BY_NAME);
} pinned SEC(".maps");

static __noinline int deep(int value)
{
	return value * limit + zeroes;
}

__noinline int shallow(int value)
{
	return deep(value) + deep(value + 1) + counter;
}

SEC("xdp") int first(struct xdp_md *context)
{
	struct fields *fields = (void *)(long)context->data;
	int key = 0;
	long *hit = bpf_map_lookup_elem(&hits, &key);

	if (hit)
		*hit += shallow(key) + (long)&some_symbol + (long)&weak_symbol + some_function(1);
	if (weak_function)
		counter += weak_function(2);
	if (bpf_core_field_exists(fields->second))
		counter += __builtin_preserve_field_info(fields->second, BPF_FIELD_BYTE_OFFSET);
	bpf_tail_call(context, &tails, 1);
	return XDP_PASS;
}

SEC("xdp") int second(struct xdp_md *context)
{
	int key = 1;
	void *map = bpf_map_lookup_elem(&outer, &key);

	if (map && bpf_map_lookup_elem(map, &key))
		counter++;
	if (bpf_map_lookup_elem(&pinned, &key))
		counter += (int)CONFIG_HZ;
	return deep(counter);
}

SEC("?xdp") int optional(struct xdp_md *context)
{
	return XDP_DROP;
}
