// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "loader/attach/usdt_specs.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/error.h"
#include "base/syscall.h"

struct usdt_specs {
	pthread_mutex_t lock; /* links of one object may end on several threads: xsk_links__destroy() */
	unsigned int holders;
	int specs_fd, addresses_fd; /* copies: they outlive the object */
	uint32_t room, next;        /* numbers in all; the first that was never given out */
	uint32_t *free;             /* given back */
	uint32_t free_count;
};

struct usdt_specs *usdt_specs_hold(struct usdt_specs *specs)
{
	pthread_mutex_lock(&specs->lock);
	specs->holders++;
	pthread_mutex_unlock(&specs->lock);
	return specs;
}

void usdt_specs_release(struct usdt_specs *specs)
{
	unsigned int left;

	if (!specs)
		return;
	pthread_mutex_lock(&specs->lock);
	left = --specs->holders;
	pthread_mutex_unlock(&specs->lock);
	if (left)
		return;
	pthread_mutex_destroy(&specs->lock);
	if (specs->specs_fd >= 0)
		close(specs->specs_fd);
	if (specs->addresses_fd >= 0)
		close(specs->addresses_fd);
	free(specs->free);
	free(specs);
}

static void release_with_object(struct bpf_object *object)
{
	usdt_specs_release(object->usdt);
}

int usdt_specs_of(struct bpf_object *object, struct usdt_specs **result, struct xsk_error *err)
{
	const struct bpf_map *specs_map, *addresses_map;
	struct usdt_specs *specs;

	*result = object->usdt;
	if (object->usdt)
		return 0;
	specs_map = bpf_object__find_map_by_name(object, "__bpf_usdt_specs");
	addresses_map = bpf_object__find_map_by_name(object, "__bpf_usdt_ip_to_spec_id");
	if (!specs_map || !addresses_map)
		return error_set(err, -ESRCH, "the object has no USDT tables (#include <bpf/usdt.bpf.h>)");
	specs = calloc(1, sizeof(*specs));
	if (!specs)
		return error_set(err, -ENOMEM, "no memory");
	pthread_mutex_init(&specs->lock, NULL);
	specs->holders = 1;
	specs->room = specs_map->definition.max_entries;
	specs->free = calloc(specs->room ? specs->room : 1, sizeof(*specs->free));
	specs->specs_fd = sys_dup(specs_map->fd);
	specs->addresses_fd = sys_dup(addresses_map->fd);
	if (!specs->free || specs->specs_fd < 0 || specs->addresses_fd < 0) {
		usdt_specs_release(specs);
		return error_set(err, -ENOMEM, "no memory or descriptors for the USDT tables");
	}
	object->usdt = *result = specs;
	object->release_usdt = release_with_object;
	return 0;
}

static int add(struct usdt_specs *specs, const struct usdt_spec *spec, struct xsk_error *err)
{
	uint32_t number;
	int code;

	if (specs->free_count)
		number = specs->free[specs->free_count - 1];
	else if (specs->next < specs->room)
		number = specs->next;
	else
		return error_set(err, -E2BIG,
			"all %u USDT specs are in use (define BPF_USDT_MAX_SPEC_CNT larger)", specs->room);
	code = bpf_map_update_elem(specs->specs_fd, &number, spec, BPF_ANY);
	if (code)
		return error_set(err, code, "write USDT spec %u: %s", number, error_name(code));
	if (specs->free_count)
		specs->free_count--;
	else
		specs->next++;
	return (int)number;
}

int usdt_specs_add(struct usdt_specs *specs, const struct usdt_spec *spec, struct xsk_error *err)
{
	int result;

	pthread_mutex_lock(&specs->lock);
	result = add(specs, spec, err);
	pthread_mutex_unlock(&specs->lock);
	return result;
}

void usdt_specs_remove(struct usdt_specs *specs, int number)
{
	pthread_mutex_lock(&specs->lock);
	specs->free[specs->free_count++] = (uint32_t)number;
	pthread_mutex_unlock(&specs->lock);
}

int usdt_specs_add_address(struct usdt_specs *specs, uint64_t address, int number, struct xsk_error *err)
{
	long key = (long)address;
	__u32 value = (__u32)number;
	int code = bpf_map_update_elem(specs->addresses_fd, &key, &value, BPF_NOEXIST);

	if (code == -E2BIG)
		return error_set(err, code, "too many USDT places (define BPF_USDT_MAX_IP_CNT larger)");
	return code ? error_set(err, code, "USDT address 0x%lx: %s", (unsigned long)key, error_name(code))
		    : 0;
}

void usdt_specs_remove_address(struct usdt_specs *specs, uint64_t address)
{
	long key = (long)address;

	bpf_map_delete_elem(specs->addresses_fd, &key);
}
