// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* xskbench rx, tx and forward with --self: packets move, and the JSON says what, how and what bound it. */
#include <json-c/json.h>
#include <string.h>

#include "tests/bench/program.h"
#include "tests/harness/test.h"

static struct json_object *member(struct json_object *object, const char *key)
{
	struct json_object *value = NULL;

	json_object_object_get_ex(object, key, &value);
	if (!value)
		test_failed(__FILE__, __LINE__, "no member %s", key);
	return value;
}

static const char *text(struct json_object *object, const char *key)
{
	return json_object_get_string(member(object, key));
}

/* Runs it and returns its JSON; the caller looks on and puts it. */
static struct json_object *run(const char *xskbench, const char *work, const char *option, const char *value)
{
	static struct program program;
	const char *argv[] = { xskbench, work, "--self", "--json", "-d", "0.4", option, value, NULL };
	struct json_object *object, *summary;
	const char *bound;

	program_run(&program, argv);
	CHECK_INT(program.status, 0);
	CHECK_TEXT(program.err, "");
	object = json_tokener_parse(program.out);
	REQUIRE(object != NULL);
	CHECK_TEXT(text(object, "work"), work);
	summary = member(object, "summary");
	CHECK(json_object_get_int64(member(summary, "packets")) > 100);
	CHECK(json_object_get_double(member(summary, "packets_per_second")) > 100);
	CHECK(json_object_get_double(member(summary, "bits_per_second")) > 100.0 * 8 * 60);
	CHECK_INT(json_object_get_int64(member(summary, "invalid")), 0);
	bound = text(summary, "bound");
	CHECK(!strcmp(bound, "program") || !strcmp(bound, "kernel") || !strcmp(bound, "rate"));
	return object;
}

static void check_generator(struct json_object *object, const char *kind)
{
	struct json_object *summary = member(object, "summary");
	int64_t packets = json_object_get_int64(member(summary, "packets"));
	int64_t generated = json_object_get_int64(member(summary, "generated"));

	CHECK_TEXT(text(object, "generator"), kind);
	CHECK(packets <= generated);
}

/* Each queue had packets: live frames where a CPU serves it, an AF_XDP sender where none does. */
static void check_queues(struct json_object *object, size_t count)
{
	struct json_object *queues = member(member(object, "summary"), "queue_packets");

	CHECK_INT(json_object_array_length(queues), count);
	for (size_t i = 0; i < count; i++)
		CHECK(json_object_get_int64(json_object_array_get_idx(queues, i)) > 0);
}

int main(int argc, char **argv)
{
	struct json_object *object;

	test_begin();
	test_needs_root();
	REQUIRE(argc == 2);
	object = run(argv[1], "rx", NULL, NULL);
	check_generator(object, "live");
	json_object_put(object);
	object = run(argv[1], "rx", "--generator", "sender");
	check_generator(object, "sender");
	json_object_put(object);
	object = run(argv[1], "rx", "-q", "0-3");
	check_queues(object, 4);
	json_object_put(object);
	object = run(argv[1], "rx", "-s", "imix");
	CHECK_TEXT(text(object, "bytes"), "imix");
	json_object_put(object);
	/* Not above the rate; whether it is reached is the scheduler's business too. */
	object = run(argv[1], "rx", "--rate", "5k");
	CHECK(json_object_get_double(member(member(object, "summary"), "packets_per_second")) < 5100);
	json_object_put(object);
	json_object_put(run(argv[1], "rx", "--wait", NULL));
	json_object_put(run(argv[1], "tx", NULL, NULL));
	json_object_put(run(argv[1], "tx", "-s", "1500"));
	object = run(argv[1], "tx", "--rate", "5k");
	CHECK(json_object_get_double(member(member(object, "summary"), "packets_per_second")) < 5100);
	json_object_put(object);
	json_object_put(run(argv[1], "forward", NULL, NULL));
	json_object_put(run(argv[1], "forward", "--out", "port1"));
	return test_end();
}
