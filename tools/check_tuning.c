// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* check: settings that make it faster or slower. */
#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "tools/check.h"

#ifndef FSCONFIG_CMD_CREATE
#define FSCONFIG_CMD_CREATE 6
#endif

/*
 * sysfs shows the interfaces of the network namespace in which it was mounted. So a new instance, which has
 * no place in any directory and goes with its descriptor; where that is not allowed, /sys.
 */
static int open_sysfs(void)
{
	int context = (int)syscall(SYS_fsopen, "sysfs", 1 /* FSOPEN_CLOEXEC */), mount = -1;

	if (context >= 0 && !syscall(SYS_fsconfig, context, FSCONFIG_CMD_CREATE, NULL, NULL, 0))
		mount = (int)syscall(SYS_fsmount, context, 1 /* FSMOUNT_CLOEXEC */, 0);
	if (context >= 0)
		close(context);
	return mount >= 0 ? mount : open("/sys", O_PATH | O_DIRECTORY | O_CLOEXEC);
}

/* The number in a file, or @otherwise. */
static long long read_number(int folder, const char *path, long long otherwise)
{
	int fd = openat(folder, path, O_RDONLY | O_CLOEXEC);
	char text[32];
	ssize_t length = fd < 0 ? -1 : read(fd, text, sizeof(text) - 1);

	if (fd >= 0)
		close(fd);
	if (length <= 0)
		return otherwise;
	text[length] = '\0';
	return strtoll(text, NULL, 10);
}

/* The interface of this name in another namespace has other settings. */
static bool is_shown(const struct xsk_interface_info *interface, int sysfs)
{
	char path[80];

	snprintf(path, sizeof(path), "class/net/%s/ifindex", interface->name);
	return sysfs >= 0 && read_number(sysfs, path, 0) == interface->ifindex;
}

static void check_busy_poll(struct checking *checking, int sysfs)
{
	const struct xsk_interface_info *interface = checking->interface;
	long long deferred, timeout;
	char path[80];

	if (!is_shown(interface, sysfs))
		return;
	snprintf(path, sizeof(path), "class/net/%s/napi_defer_hard_irqs", interface->name);
	deferred = read_number(sysfs, path, -1);
	snprintf(path, sizeof(path), "class/net/%s/gro_flush_timeout", interface->name);
	timeout = read_number(sysfs, path, -1);
	if (deferred < 0 || timeout < 0)
		return;
	found(checking, "deferred irqs", deferred && timeout ? ANSWER_YES : ANSWER_NO,
		"napi_defer_hard_irqs %lld, gro_flush_timeout %lld ns: busy polling wants both above 0",
		deferred, timeout);
	if (!deferred || !timeout)
		remedy(checking,
			"echo 2 > /sys/class/net/%s/napi_defer_hard_irqs; echo 200000 > "
			"/sys/class/net/%s/gro_flush_timeout",
			interface->name, interface->name);
}

/* Is @word in the line as a word of its own: "eth1" in "eth1-TxRx-0", not in "veth1" or "eth10"? */
static bool has_word(const char *line, const char *word)
{
	size_t length = strlen(word);

	for (const char *at = strstr(line, word); at; at = strstr(at + 1, word)) {
		if ((at == line || !isalnum((unsigned char)at[-1])) && !isalnum((unsigned char)at[length]))
			return true;
	}
	return false;
}

static void read_cpus(int irq, char *cpus, size_t bytes)
{
	char path[64];
	FILE *file;

	snprintf(path, sizeof(path), "/proc/irq/%d/smp_affinity_list", irq);
	file = fopen(path, "re");
	if (!file || !fgets(cpus, (int)bytes, file))
		snprintf(cpus, bytes, "?");
	cpus[strcspn(cpus, "\n")] = '\0';
	if (file)
		fclose(file);
}

struct irqs {
	char text[512];
	int count;
};

static void add_irq(struct irqs *irqs, int irq)
{
	size_t length = strlen(irqs->text);
	char cpus[64];

	read_cpus(irq, cpus, sizeof(cpus));
	if (irqs->count++ < 8)
		snprintf(irqs->text + length, sizeof(irqs->text) - length, "%s%d on CPU %s",
			length ? ", " : "", irq, cpus);
}

/* The device's own list; a virtio device's is that of the PCI device that it is on. */
static void add_device_irqs(struct irqs *irqs, int sysfs, const char *name)
{
	static const char *const places[] = { "device/msi_irqs", "device/../msi_irqs" };

	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]) && !irqs->count; i++) {
		char path[80];
		struct dirent *entry;
		int fd;
		DIR *folder;

		snprintf(path, sizeof(path), "class/net/%s/%s", name, places[i]);
		fd = openat(sysfs, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		folder = fd < 0 ? NULL : fdopendir(fd);
		while (folder && (entry = readdir(folder))) {
			if (atoi(entry->d_name) > 0)
				add_irq(irqs, atoi(entry->d_name));
		}
		if (folder)
			closedir(folder);
		else if (fd >= 0)
			close(fd);
	}
}

/* By the names that drivers give: "eth1-TxRx-0". */
static void add_named_irqs(struct irqs *irqs, const char *name)
{
	FILE *file = fopen("/proc/interrupts", "re");
	char *line = NULL;
	size_t room = 0;

	while (file && getline(&line, &room, file) > 0) {
		char *end;
		int irq = (int)strtol(line, &end, 10);

		if (*end == ':' && has_word(end, name))
			add_irq(irqs, irq);
	}
	free(line);
	if (file)
		fclose(file);
}

static void check_irqs(struct checking *checking, int sysfs)
{
	const char *name = checking->interface->name;
	struct irqs irqs = { "", 0 };

	if (is_shown(checking->interface, sysfs))
		add_device_irqs(&irqs, sysfs, name);
	if (!irqs.count)
		add_named_irqs(&irqs, name);
	if (!irqs.count)
		return;
	found(checking, "irqs", ANSWER_YES,
		"%s%s: a queue's thread runs best beside its irq, not on the same CPU", irqs.text,
		irqs.count > 8 ? ", ..." : "");
	remedy(checking, "echo CPU > /proc/irq/N/smp_affinity_list   (irqbalance moves them again)");
}

static void check_huge_pages(struct checking *checking)
{
	const char *folder = "kernel/mm/hugepages/hugepages-2048kB";
	int sys = open("/sys", O_PATH | O_DIRECTORY | O_CLOEXEC);
	char path[80];
	long long free_pages, all;

	snprintf(path, sizeof(path), "%s/free_hugepages", folder);
	free_pages = sys < 0 ? -1 : read_number(sys, path, -1);
	snprintf(path, sizeof(path), "%s/nr_hugepages", folder);
	all = sys < 0 ? -1 : read_number(sys, path, -1);
	if (sys >= 0)
		close(sys);
	if (all < 0) {
		found(checking, "huge pages", ANSWER_UNKNOWN, "this kernel has none of 2 MiB");
		return;
	}
	found(checking, "huge pages", free_pages > 0 ? ANSWER_YES : ANSWER_NO,
		"%lld of %lld pages of 2 MiB are free; ports take them for their frames", free_pages, all);
	if (free_pages <= 0)
		remedy(checking, "sysctl -w vm.nr_hugepages=%lld", all + 64);
}

void check_tuning(struct checking *checking)
{
	int sysfs = open_sysfs();

	check_busy_poll(checking, sysfs);
	check_irqs(checking, sysfs);
	if (sysfs >= 0)
		close(sysfs);
	check_huge_pages(checking);
}
