/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * A program on a hook: it is loaded alone out of an object of tests/bpf that has variables `count` and
 * `own_pid`, attached, what runs it is done, and the effect is read from its counter; after the link is gone,
 * it runs no more.
 */
#ifndef TESTS_HARNESS_HOOK_H
#define TESTS_HARNESS_HOOK_H

#include <bpf/libbpf.h>
#include <stdint.h>

struct hook {
	struct bpf_object *object;
	struct bpf_program *program;
	volatile uint64_t *count;
};

/* Opens, without loading; the program alone has autoload. */
void hook_open(struct hook *hook, const char *object, const char *program);
/* Opens and loads; ends the test when the kernel does not take it. */
void hook_load(struct hook *hook, const char *object, const char *program);
/* Opens and loads what the kernel has to refuse with this code. */
void hook_load_refused(const char *object, const char *program, int code);

/*
 * @trigger runs the program exactly @times while it is attached (0: at least once), and not after @link is
 * destroyed. NULL for @link is a failure. Closes the object.
 */
void hook_check(struct hook *hook, struct bpf_link *link, void (*trigger)(void), uint64_t times);

#endif
