// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* xskbench --csv: a heading, then a line a second with as many fields, packets in each. */
#include <string.h>

#include "tests/bench/program.h"
#include "tests/harness/test.h"

static int fields(const char *line)
{
	int count = 1;

	for (; *line && *line != '\n'; line++)
		count += *line == ',';
	return count;
}

int main(int argc, char **argv)
{
	static struct program program;
	char *line, *rest = NULL;
	int columns, lines = 0;
	double seconds, packets;

	test_begin();
	test_needs_root();
	REQUIRE(argc == 2);
	program_run(&program, (const char *[]){ argv[1], "rx", "--self", "--csv", "-d", "2.3", NULL });
	CHECK_INT(program.status, 0);
	line = strtok_r(program.out, "\n", &rest);
	REQUIRE(line && !strncmp(line, "seconds,packets,", 16));
	columns = fields(line);
	while ((line = strtok_r(NULL, "\n", &rest))) {
		CHECK_INT(fields(line), columns);
		CHECK_INT(sscanf(line, "%lf,%lf", &seconds, &packets), 2);
		CHECK(packets > 0);
		lines++;
		CHECK(seconds > lines - 1 && seconds < lines + 1);
	}
	CHECK_INT(lines, 3);
	return test_end();
}
