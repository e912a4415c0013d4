// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* xskbench -n: so many packets and no more, and the account closes: generated = received + dropped + lost. */
#include <json-c/json.h>
#include <string.h>

#include "tests/bench/program.h"
#include "tests/harness/test.h"

static int64_t number(struct json_object *object, const char *key)
{
	struct json_object *value = NULL;

	json_object_object_get_ex(object, key, &value);
	if (!value)
		test_failed(__FILE__, __LINE__, "no member %s", key);
	return json_object_get_int64(value);
}

static void run(const char *xskbench, const char *work, const char *const *more)
{
	static struct program program;
	const char *argv[16] = { xskbench, work, "--self", "--json", "-n", "100000" };
	struct json_object *object, *summary = NULL;
	int64_t lost;

	for (int i = 0; more[i]; i++)
		argv[6 + i] = more[i];
	program_run(&program, argv);
	CHECK_INT(program.status, 0);
	object = json_tokener_parse(program.out);
	REQUIRE(object != NULL);
	json_object_object_get_ex(object, "summary", &summary);
	REQUIRE(summary != NULL);
	lost = number(summary, "no_frame") + number(summary, "ring_full") + number(summary, "generated_lost");
	CHECK_INT(number(summary, "packets") + lost, 100000);
	if (strcmp(work, "tx"))
		CHECK_INT(number(summary, "generated"), 100000);
	json_object_put(object);
}

int main(int argc, char **argv)
{
	test_begin();
	test_needs_root();
	REQUIRE(argc == 2);
	run(argv[1], "rx", (const char *[]){ NULL });
	run(argv[1], "rx", (const char *[]){ "-s", "imix", "-q", "0-1", "--rate", "200k", "-t", "1", NULL });
	run(argv[1], "rx", (const char *[]){ "--generator", "sender", "--sport", "1-7", "--wait", NULL });
	run(argv[1], "tx", (const char *[]){ "--checksum", "--src", "10.0.0.1-10.0.0.9", NULL });
	return test_end();
}
