// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* The loop over points: arm, run, look at what came back and at what was left, run again without a fault. */
#include "tests/fault/subject.h"

#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "tests/fault/interposer.h"
#include "tests/fault/symbols.h"
#include "tests/harness/test.h"

/* A function that makes more calls than this goes on for ever. */
#define MOST_POINTS 5000

/* How long the kernel may take to let a closed socket's queue go. */
#define RETRY_MS 3000

static const char *const kinds[] = { "nothing", "allocation", "call", "interrupted call" };
static struct {
	const struct subject *subject;
	enum point_kind kind;
	unsigned int point;
} now;

static void crashed(int signal_number)
{
	char text[256];
	int bytes = snprintf(text, sizeof(text), "%s: signal %d after %s %u (%s) failed\n", now.subject->name,
		signal_number, kinds[now.kind], now.point, interposer_label());

	if (write(STDERR_FILENO, text, (size_t)bytes) < 0)
		_exit(2);
	_exit(1);
}

static void failed(const char *what)
{
	test_failed(__FILE__, __LINE__, "%s: %s %u (%s by %s) failed: %s", now.subject->name, kinds[now.kind],
		now.point, interposer_label(), interposer_path(), what);
}

static int count_descriptors(void)
{
	DIR *folder = opendir("/proc/self/fd");
	int count = 0;

	REQUIRE(folder);
	while (readdir(folder))
		count++;
	closedir(folder);
	return count;
}

/* The path begins with libc's function; who called that is next. */
static bool failed_by(const char *function, size_t length)
{
	const char *caller = strstr(interposer_path(), " < ");

	return caller && !strncmp(caller + 3, function, length) &&
	       (!caller[3 + length] || caller[3 + length] == ' ');
}

static bool fits(const char *entry)
{
	const char *label = interposer_label(), *end = strstr(entry, " # ");
	const char *within = strstr(entry, " @"), *by = strstr(entry, " by ");
	const char *label_end = within && within < end ? within : by && by < end ? by : end;
	size_t bytes = (size_t)(label_end - entry);

	if (strncmp(entry, "* ", 2) && (strlen(label) != bytes || strncmp(label, entry, bytes)))
		return false;
	if (label_end == within)
		return interposer_failed_in(within + 2, (size_t)(end - within - 2));
	return label_end != by || failed_by(by + 4, (size_t)(end - by - 4));
}

static bool listed(const struct subject *subject)
{
	for (const char *const *entry = subject->without; entry && *entry; entry++) {
		REQUIRE(strstr(*entry, " # "));
		if (fits(*entry))
			return true;
	}
	return false;
}

/* Without a fault. A queue that was in use a moment ago is free again a little later. */
static int make_until_free(const struct subject *subject)
{
	int result = -EBUSY;

	for (int waited = 0; waited <= RETRY_MS; waited += 5) {
		interposer_arm(POINT_NONE, 0);
		result = subject->make(subject->context);
		interposer_disarm();
		if (result != -EBUSY)
			break;
		nanosleep(&(struct timespec){ .tv_nsec = 5000000 }, NULL);
	}
	return result;
}

static void undo(const struct subject *subject)
{
	if (subject->undo)
		subject->undo(subject->context);
}

static void look_for_leftovers(const struct subject *subject, int descriptors, const char *when)
{
	char text[128];
	int more = count_descriptors() - descriptors;

	if (more) {
		snprintf(text, sizeof(text), "%s: %d descriptors more than before", when, more);
		failed(text);
	}
	if (interposer_leftovers(true)) {
		snprintf(text, sizeof(text), "%s: memory was left", when);
		failed(text);
		interposer_forget();
	}
	if (subject->clean && !subject->clean(subject->context))
		failed(when);
}

/* False: the function makes fewer calls of this kind than @point. */
static bool run_point(
	const struct subject *subject, enum point_kind kind, unsigned int point, int descriptors)
{
	bool reached;
	int result;

	now.kind = kind;
	now.point = point;
	/* No call fails with EBUSY here: that is the last run's queue, which the kernel has not let go yet.
	 */
	for (int waited = 0;; waited += 5) {
		interposer_arm(kind, point);
		result = subject->make(subject->context);
		reached = interposer_disarm();
		if (result != -EBUSY || waited >= RETRY_MS)
			break;
		nanosleep(&(struct timespec){ .tv_nsec = 5000000 }, NULL);
	}
	if (result >= 0) {
		if (reached && kind != POINT_INTERRUPT && !listed(subject))
			failed("the function succeeded, and the call is not listed as one that it can do "
			       "without");
		undo(subject);
	} else if (!reached) {
		failed("an error without a fault");
	} else if (kind == POINT_INTERRUPT) {
		failed("an interrupted call is to be made again");
	} else if (result < -4095) {
		failed("the result is no errno");
	}
	look_for_leftovers(subject, descriptors, "after the failure");
	if (!reached)
		return false;
	result = make_until_free(subject);
	if (result < 0) {
		char text[64];

		snprintf(text, sizeof(text), "the next try failed with %d", result);
		failed(text);
	} else {
		undo(subject);
	}
	look_for_leftovers(subject, descriptors, "after the next try");
	return true;
}

void subject_inject(const struct subject *subject)
{
	unsigned int points[POINT_INTERRUPT + 1] = { 0 };
	int descriptors, result;

	symbols_read();
	now.subject = subject;
	now.kind = POINT_NONE;
	signal(SIGSEGV, crashed);
	signal(SIGBUS, crashed);
	signal(SIGABRT, crashed);
	/*
	 * What stays for the life of the process (answers that are kept, tables of the kernel's BTF) is made
	 * in a first run, or the second.
	 */
	for (int i = 0; i < 2; i++) {
		result = make_until_free(subject);
		if (result < 0) {
			test_failed(__FILE__, __LINE__, "%s: %d without any fault", subject->name, result);
			return;
		}
		undo(subject);
	}
	interposer_forget();
	descriptors = count_descriptors();
	for (enum point_kind kind = POINT_ALLOCATION; kind <= POINT_INTERRUPT; kind++)
		while (points[kind] < MOST_POINTS && run_point(subject, kind, points[kind] + 1, descriptors))
			points[kind]++;
	printf("%s: %u points injected: %u allocations, %u calls, %u interrupted calls\n", subject->name,
		points[POINT_ALLOCATION] + points[POINT_CALL] + points[POINT_INTERRUPT],
		points[POINT_ALLOCATION], points[POINT_CALL], points[POINT_INTERRUPT]);
	if (points[POINT_CALL] == 0 && points[POINT_ALLOCATION] == 0)
		test_failed(__FILE__, __LINE__, "%s: no point was reached", subject->name);
}
