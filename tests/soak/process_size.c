// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "tests/soak/process_size.h"

#include <dirent.h>
#include <malloc.h>
#include <stdio.h>
#include <string.h>

#include "tests/harness/test.h"

static long resident_kb(void)
{
	FILE *status = fopen("/proc/self/status", "re");
	char line[256];
	long kb = 0;

	REQUIRE(status);
	while (!kb && fgets(line, sizeof(line), status))
		if (!strncmp(line, "RssAnon:", 8))
			kb = atol(line + 8);
	fclose(status);
	return kb;
}

static int count_descriptors(void)
{
	DIR *folder = opendir("/proc/self/fd");
	int count = -3; /* ".", ".." and the folder's own */

	REQUIRE(folder);
	while (readdir(folder))
		count++;
	closedir(folder);
	return count;
}

static int count_mappings(void)
{
	FILE *maps = fopen("/proc/self/maps", "re");
	int count = 0, letter;

	REQUIRE(maps);
	while ((letter = getc(maps)) != EOF)
		count += letter == '\n';
	fclose(maps);
	return count;
}

struct process_size process_size_now(void)
{
	struct process_size size = { .descriptors = count_descriptors(), .mappings = count_mappings() };

	size.resident_kb = resident_kb();
	size.heap_bytes = (long)mallinfo2().uordblks;
	return size;
}
