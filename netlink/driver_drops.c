// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * A driver's own counters by SIOCETHTOOL: the only way to those, netlink has none.
 *
 * The kernel writes as many names or values as the driver has at that moment, whatever the caller made room
 * for. A driver whose queues are being changed would write beyond a heap block; so the room ends at a page
 * that nobody may write, and too many become EFAULT.
 */
#include <errno.h>
#include <inttypes.h>
#include <linux/ethtool.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/scoped.h"
#include "base/syscall.h"
#include "netlink/ethtool.h"
#include "netlink/ethtool_command.h"

/* More than any driver has; a count beyond it is not believed. */
#define MAX_COUNTERS 65536

struct room {
	void *memory; /* the mapping */
	size_t bytes;
	void *start; /* of what was asked for; it ends where the last page begins */
};

static int room_make(struct room *room, size_t bytes)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	size_t whole = (bytes + page - 1) / page * page;
	int result = sys_mmap(
		&room->memory, whole + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (result)
		return result;
	room->bytes = whole + page;
	room->start = (char *)room->memory + whole - bytes;
	return sys_result(mprotect((char *)room->memory + whole, page, PROT_NONE));
}

static void room_end(struct room *room)
{
	if (room->memory)
		munmap(room->memory, room->bytes);
}

#define scoped_room __attribute__((cleanup(room_end)))

/* How many counters the driver has; 0 when it has no such operation. */
static int counters_count(int fd, int ifindex, uint32_t *count)
{
	/* The kernel writes one size behind the struct for each bit of the mask. */
	union {
		struct ethtool_sset_info info;
		uint32_t words[sizeof(struct ethtool_sset_info) / sizeof(uint32_t) + 1];
	} ask = { .info = { .cmd = ETHTOOL_GSSET_INFO, .sset_mask = 1ull << ETH_SS_STATS } };
	int result = ethtool_command(fd, ifindex, &ask);

	*count = 0;
	if (result == -EOPNOTSUPP)
		return 0;
	if (result < 0)
		return result;
	if (ask.info.sset_mask & 1ull << ETH_SS_STATS)
		*count = ask.words[sizeof(struct ethtool_sset_info) / sizeof(uint32_t)];
	return *count > MAX_COUNTERS ? -EBADMSG : 0;
}

/* "rx_queue_7_drops" is 7; -1 for any other name. */
static int64_t queue_of(const char name[ETH_GSTRING_LEN])
{
	char text[ETH_GSTRING_LEN + 1];
	uint32_t queue;
	int used = 0;

	memcpy(text, name, ETH_GSTRING_LEN);
	text[ETH_GSTRING_LEN] = '\0';
	if (sscanf(text, "rx_queue_%5" SCNu32 "_drops%n", &queue, &used) != 1 || used == 0 || text[used])
		return -1;
	return queue;
}

static int find_positions(struct driver_drops *drops)
{
	scoped_room struct room room = { 0 };
	struct ethtool_gstrings *names;
	int result;

	if (drops->count == 0)
		return 0;
	result = room_make(&room, sizeof(*names) + (size_t)drops->count * ETH_GSTRING_LEN);
	if (result)
		return result;
	names = room.start;
	names->cmd = ETHTOOL_GSTRINGS;
	names->string_set = ETH_SS_STATS;
	names->len = drops->count;
	result = ethtool_command(drops->fd, drops->ifindex, names);
	if (result < 0)
		return result == -EFAULT ? -ESTALE : result;
	if (names->len != drops->count)
		return -ESTALE;
	for (uint32_t i = 0; i < drops->count; i++) {
		int64_t queue = queue_of((const char *)names->data + (size_t)i * ETH_GSTRING_LEN);

		if (queue >= 0 && queue < drops->queues)
			drops->position[queue] = i;
	}
	return 0;
}

/* Steps of open, once the socket is there. */
static int find_counters(struct driver_drops *drops, const char *ifname)
{
	struct ifreq request = { 0 };
	int result;

	drops->position = malloc((drops->queues ? drops->queues : 1) * sizeof(*drops->position));
	if (!drops->position)
		return -ENOMEM;
	memset(drops->position, 0xff, drops->queues * sizeof(*drops->position));
	if (!memccpy(request.ifr_name, ifname, '\0', sizeof(request.ifr_name)))
		return -ENODEV;
	result = sys_ioctl(drops->fd, SIOCGIFINDEX, &request);
	if (result < 0)
		return result;
	drops->ifindex = request.ifr_ifindex;
	result = counters_count(drops->fd, drops->ifindex, &drops->count);
	return result < 0 ? result : find_positions(drops);
}

int driver_drops_open(struct driver_drops *drops, const char *ifname, uint32_t queues, struct xsk_error *err)
{
	int result;

	*drops = (struct driver_drops){ .fd = -1, .queues = queues };
	result = sys_socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (result >= 0) {
		drops->fd = result;
		result = find_counters(drops, ifname);
	}
	if (result < 0) {
		driver_drops_close(drops);
		return error_set(
			err, result, "read the driver's counters of %s: %s", ifname, error_name(result));
	}
	error_clear(err);
	return 0;
}

void driver_drops_close(struct driver_drops *drops)
{
	if (!drops)
		return;
	if (drops->fd >= 0)
		close(drops->fd);
	free(drops->position);
	*drops = (struct driver_drops){ .fd = -1 };
}

int driver_drops_read(const struct driver_drops *drops, uint64_t *values)
{
	scoped_room struct room room = { 0 };
	struct ethtool_stats *counters;
	int result;

	memset(values, 0, drops->queues * sizeof(*values));
	if (drops->fd < 0 || drops->count == 0)
		return 0;
	result = room_make(&room, sizeof(*counters) + (size_t)drops->count * sizeof(uint64_t));
	if (result)
		return result;
	counters = room.start;
	counters->cmd = ETHTOOL_GSTATS;
	counters->n_stats = drops->count;
	result = ethtool_command(drops->fd, drops->ifindex, counters);
	if (result < 0)
		return result == -EFAULT ? -ESTALE : result;
	if (counters->n_stats != drops->count)
		return -ESTALE;
	for (uint32_t queue = 0; queue < drops->queues; queue++)
		if (drops->position[queue] < drops->count)
			values[queue] = counters->data[drops->position[queue]];
	return 0;
}
