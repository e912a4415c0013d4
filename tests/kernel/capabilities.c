// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* What the kernel can, asked through BTF and by trying: the two agree, and with the release that it is. */
#include "loader/kernel/capabilities.h"

#include "loader/kernel/capability_trials.h"
#include "loader/kernel/version.h"
#include "tests/harness/test.h"

/* Upstream kernels from the release on have it; before it only a backport does. */
static const struct {
	enum capability which;
	unsigned int major, minor;
	const char *name;
} releases[] = {
	{ CAPABILITY_BTF_FLOAT, 5, 13, "float" },
	{ CAPABILITY_BTF_DECL_TAG, 5, 16, "decl_tag" },
	{ CAPABILITY_BTF_TYPE_TAG, 5, 17, "type_tag" },
	{ CAPABILITY_BTF_ENUM64, 6, 0, "enum64" },
	{ CAPABILITY_BTF_QUESTION_MARK, 6, 8, "?datasec" },
	{ CAPABILITY_BTF_TAG_FLAG, 6, 15, "kind_flag of tags" },
	{ CAPABILITY_BTF_LAYOUT, 7, 1, "layout" },
	{ CAPABILITY_PERF_LINK, 5, 15, "perf link" },
	{ CAPABILITY_COOKIE, 5, 15, "cookie" },
	{ CAPABILITY_ARG_CTX, 6, 8, "arg:ctx" },
	{ CAPABILITY_TOKEN, 6, 9, "token" },
};

static void as_the_release_says(void)
{
	for (size_t i = 0; i < sizeof(releases) / sizeof(releases[0]); i++) {
		enum capability_answer answer = capability_ask(releases[i].which, 0);
		bool expected = kernel_version() >= KERNEL_RELEASE(releases[i].major, releases[i].minor, 0);

		printf("%s: %s\n", releases[i].name, answer == CAPABILITY_YES ? "yes" : "no");
		if (answer != (expected ? CAPABILITY_YES : CAPABILITY_NO))
			test_failed(__FILE__, __LINE__, "%s: answer %d", releases[i].name, answer);
		/* The second time it is remembered. */
		CHECK_INT(capability_ask(releases[i].which, 0), answer);
	}
}

static void trying_agrees_with_btf(void)
{
	CHECK_INT(trial_perf_link(0), capability_ask(CAPABILITY_PERF_LINK, 0));
	CHECK_INT(trial_cookie(0), capability_ask(CAPABILITY_COOKIE, 0));
	CHECK_INT(trial_token(0), capability_ask(CAPABILITY_TOKEN, 0));
	CHECK_INT(trial_kprobe_multi(0), capability_ask(CAPABILITY_KPROBE_MULTI, 0));
	CHECK_INT(trial_uprobe_multi(0), capability_ask(CAPABILITY_UPROBE_MULTI, 0));
}

static void overridden(void)
{
	enum capability_answer before = capability_ask(CAPABILITY_COOKIE, 0);

	capability_override(CAPABILITY_COOKIE, CAPABILITY_NO);
	CHECK(!capability_has(CAPABILITY_COOKIE, 0));
	capability_override(CAPABILITY_COOKIE, CAPABILITY_YES);
	CHECK(capability_has(CAPABILITY_COOKIE, 0));
	capability_override(CAPABILITY_COOKIE, CAPABILITY_UNKNOWN);
	CHECK_INT(capability_ask(CAPABILITY_COOKIE, 0), before);
}

int main(void)
{
	test_begin();
	test_needs_root();
	as_the_release_says();
	trying_agrees_with_btf();
	overridden();
#if defined(__x86_64__) || defined(__aarch64__)
	CHECK(capability_has(CAPABILITY_SYSCALL_WRAPPER, 0));
#endif
	return test_end();
}
