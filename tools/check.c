// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* check: runs the checks, prints what they found. */
#include "tools/check.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "tools/command.h"

static const char *const answers[] = { "yes", "no", "need", "unknown" };

void found(struct checking *checking, const char *name, enum answer answer, const char *format, ...)
{
	facts *finding = facts_new();
	char text[1024];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	fact_text(finding, "name", name);
	fact_text(finding, "answer", answers[answer]);
	fact_text(finding, "text", text);
	facts_append(checking->findings, finding);
	checking->needed += answer == ANSWER_NEED;
}

void remedy(struct checking *checking, const char *format, ...)
{
	char text[512];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	fact_text(entry_of(checking->findings, count_of(checking->findings) - 1), "remedy", text);
}

static void print_findings(const struct checking *checking)
{
	static const char *const marks[] = { "yes ", "no  ", "NEED", "?   " };

	for (size_t i = 0; i < count_of(checking->findings); i++) {
		const facts *finding = entry_of(checking->findings, i);
		int answer = 0;

		while (strcmp(answers[answer], text_of(finding, "answer")))
			answer++;
		printf("%s  %-15s %s\n", marks[answer], text_of(finding, "name"), text_of(finding, "text"));
		if (facts_has(finding, "remedy"))
			printf("%22s-> %s\n", "", text_of(finding, "remedy"));
	}
}

/* What a port would get. */
static const char *best_mode(const struct checking *checking)
{
	const struct xsk_interface_info *interface = checking->interface;

	if (checking->needed)
		return "none";
	if (!interface->features_known)
		return "unknown";
	if (!(interface->features & XSK_FEATURE_NATIVE) || !(interface->features & XSK_FEATURE_REDIRECT))
		return "skb";
	return interface->features & XSK_FEATURE_ZEROCOPY ? "zerocopy" : "native";
}

static void print_summary(const struct checking *checking, const char *mode)
{
	const char *name = checking->interface->name;

	if (checking->needed)
		printf("\n%s: AF_XDP will not work: %zu of what it needs %s missing\n", name,
			checking->needed, checking->needed == 1 ? "is" : "are");
	else if (!strcmp(mode, "unknown"))
		printf("\n%s: AF_XDP works; the mode will be the best that the driver takes\n", name);
	else
		printf("\n%s: AF_XDP works, in %s mode\n", name, mode);
}

int check_run(const struct request *request)
{
	struct xsk_interface_info interface;
	struct checking checking = { .interface = &interface };
	struct xsk_error err;
	facts *result;
	int status;

	if (xsk_interface__query(request->interface, &interface, &err))
		return complain(request, "%s", err.text);
	result = facts_new();
	fact_text(result, "ifname", interface.name);
	/* As it may be shown. */
	snprintf(interface.name, sizeof(interface.name), "%s", text_of(result, "ifname"));
	fact_text(result, "driver", interface.driver);
	checking.findings = fact_put(result, "findings", facts_new_list());
	check_kernel(&checking);
	check_privileges(&checking);
	check_link(&checking);
	check_use(&checking);
	check_driver(&checking);
	check_tuning(&checking);
	fact_number(result, "missing", checking.needed);
	fact_text(result, "mode", best_mode(&checking));
	if (request->json) {
		facts_print(result);
	} else {
		print_findings(&checking);
		print_summary(&checking, best_mode(&checking));
	}
	status = checking.needed ? STATUS_MISSING : STATUS_DONE;
	json_object_put(result);
	return status;
}
