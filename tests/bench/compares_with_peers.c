// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * xskbench compare, latency and start: every backend that is there moves packets, the JSON has the shape that
 * was promised, and the report is one page that fetches nothing.
 */
#include <json-c/json.h>
#include <string.h>
#include <unistd.h>

#include "tests/bench/program.h"
#include "tests/harness/test.h"

static struct json_object *run(const char *const *argv, size_t least)
{
	static struct program program;
	struct json_object *object, *results = NULL;

	program_run(&program, argv);
	CHECK_INT(program.status, 0);
	object = json_tokener_parse(program.out);
	REQUIRE(object != NULL);
	json_object_object_get_ex(object, "results", &results);
	REQUIRE(results != NULL);
	CHECK(json_object_array_length(results) >= least);
	json_object_get(results);
	json_object_put(object);
	return results;
}

static struct json_object *member(struct json_object *object, const char *key)
{
	struct json_object *value = NULL;

	json_object_object_get_ex(object, key, &value);
	if (!value)
		test_failed(
			__FILE__, __LINE__, "no member %s in %s", key, json_object_to_json_string(object));
	return value;
}

static void check_rows(struct json_object *results)
{
	static const char *const numbers[] = { "bytes", "rounds", "median_pps", "min_pps", "max_pps",
		"ratio_to_libxdp", "lost", "program_ns" };

	for (size_t i = 0; i < json_object_array_length(results); i++) {
		struct json_object *row = json_object_array_get_idx(results, i);

		for (size_t j = 0; j < sizeof(numbers) / sizeof(numbers[0]); j++)
			CHECK(json_object_get_double(member(row, numbers[j])) >= 0);
		CHECK(json_object_get_string(member(row, "backend")) != NULL);
		CHECK(json_object_get_double(member(row, "median_pps")) > 0);
		CHECK(json_object_get_double(member(row, "lost")) <= 1);
		CHECK(strlen(json_object_get_string(member(row, "work"))) > 1);
	}
	json_object_put(results);
}

static void check_page(const char *path)
{
	static char page[1 << 20];
	FILE *file = fopen(path, "re");
	size_t bytes;

	REQUIRE(file != NULL);
	bytes = fread(page, 1, sizeof(page) - 1, file);
	page[bytes] = '\0';
	fclose(file);
	unlink(path);
	CHECK_TEXT(page, "<svg");
	CHECK_TEXT(page, "Latency");
	CHECK_TEXT(page, "</html>");
	CHECK(!strstr(page, "<script") && !strstr(page, "http") && !strstr(page, "@import") &&
		!strstr(page, "nan") && !strstr(page, "src="));
}

int main(int argc, char **argv)
{
	char path[] = "/tmp/xskbench-report-XXXXXX";
	struct json_object *results;
	int fd;

	test_begin();
	test_needs_root();
	REQUIRE(argc == 2);
	fd = mkstemp(path);
	REQUIRE(fd >= 0);
	close(fd);
	check_rows(run((const char *[]){ argv[1], "compare", "--self", "-n", "1", "--window", "200", "-s",
			       "64", "-B", "xsk,xsk-raw,libxdp,af_packet", "--flat-out", "--json", "--report",
			       path, NULL },
		3 * 4));
	check_page(path);
	results = run((const char *[]){ argv[1], "compare", "-n", "1", "--window", "200", "-s", "64", "-B",
			      "xsk,xsk-raw", "-w", "rx", "-r", "20k", "--paced", "--json", NULL },
		4);
	for (size_t i = 0; i < json_object_array_length(results); i++) {
		struct json_object *row = json_object_array_get_idx(results, i);

		CHECK(json_object_get_double(member(row, "paced_pps")) == 20e3);
		CHECK(json_object_get_double(member(row, "program_ns")) > 0);
	}
	check_rows(results);
	results =
		run((const char *[]){ argv[1], "latency", "-n", "1", "--window", "250", "--json", NULL }, 8);
	for (size_t i = 0; i < json_object_array_length(results); i++) {
		struct json_object *row = json_object_array_get_idx(results, i);

		CHECK(json_object_get_int64(member(row, "packets")) > 0);
		CHECK(json_object_get_double(member(row, "min_ns")) > 0);
		CHECK(json_object_get_double(member(row, "p50_ns")) <=
			json_object_get_double(member(row, "max_ns")));
	}
	json_object_put(results);
	results = run((const char *[]){ argv[1], "start", "-n", "1", "--json", NULL }, 2);
	CHECK(json_object_get_double(member(json_object_array_get_idx(results, 0), "own_ns")) > 0);
	CHECK(json_object_get_double(member(json_object_array_get_idx(results, 0), "attach_ns")) > 0);
	json_object_put(results);
	return test_end();
}
