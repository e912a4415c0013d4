// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Option structs older and newer than the library. */
#include "base/options.h"

#include <errno.h>
#include <string.h>

#include "tests/harness/test.h"

struct today {
	int a, b;
};

struct tomorrow {
	int a, b, c;
};

struct sized {
	size_t sz;
	int a, b;
};

int main(void)
{
	struct tomorrow newer = { 1, 2, 0 };
	struct today known;
	struct sized sized = { .sz = sizeof(sized), .a = 5, .b = 6 }, *opts = &sized;
	char small[4] = { 0 };

	test_begin();
	CHECK_INT(options_copy(&known, sizeof(known), &newer, sizeof(newer)), 0);
	CHECK_INT(known.b, 2);
	newer.c = 1;
	CHECK_INT(options_copy(&known, sizeof(known), &newer, sizeof(newer)), -EINVAL);
	CHECK_INT(options_copy(&known, sizeof(known), &newer, sizeof(int)), 0);
	CHECK_INT(known.b, 0);
	CHECK_INT(options_copy(&known, sizeof(known), NULL, 0), 0);
	CHECK_INT(known.a, 0);

	known = (struct today){ 7, 8 };
	results_copy(&newer, sizeof(newer), &known, sizeof(known));
	CHECK_INT(newer.c, 0);
	CHECK_INT(newer.b, 8);
	results_copy(small, sizeof(small), &known, sizeof(known));
	CHECK_INT(small[0], 7);

	CHECK(options_valid(NULL, 8));
	CHECK(options_valid(opts, sizeof(*opts)));
	CHECK(!options_valid(opts, offsetof(struct sized, b)));
	opts->sz = 4;
	CHECK(!options_valid(opts, sizeof(*opts)));
	opts->sz = sizeof(size_t) + sizeof(int);
	CHECK_INT(OPTION_GET(opts, a, -1), 5);
	CHECK_INT(OPTION_GET(opts, b, -1), -1);
	return test_end();
}
