// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* What a redirect program matches, as data: checked, put in order, described. */
#include "xsk/redirect.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"

static bool has_ports(uint8_t protocol)
{
	return protocol == 6 || protocol == 17 || protocol == 132;
}

static int rule_make(
	struct redirect_rule *rule, const struct xsk_match *match, uint32_t number, struct xsk_error *err)
{
	bool ports = match->src_port || match->src_port_end || match->dst_port || match->dst_port_end;

	*rule = (struct redirect_rule){
		.ethertype = match->ethertype,
		.protocol = match->protocol,
		.src_first = match->src_port,
		.src_last = match->src_port_end ? match->src_port_end : match->src_port,
		.dst_first = match->dst_port,
		.dst_last = match->dst_port_end ? match->dst_port_end : match->dst_port,
	};
	if (ports && !has_ports(match->protocol))
		return error_set(err, -EINVAL,
			"match alternative %u: ports need protocol 6 (TCP), 17 (UDP) or 132 (SCTP), not %u",
			number, match->protocol);
	if (rule->src_last < rule->src_first || (rule->src_last && !rule->src_first))
		return error_set(err, -EINVAL, "match alternative %u: source ports %u to %u", number,
			rule->src_first, rule->src_last);
	if (rule->dst_last < rule->dst_first || (rule->dst_last && !rule->dst_first))
		return error_set(err, -EINVAL, "match alternative %u: destination ports %u to %u", number,
			rule->dst_first, rule->dst_last);
	if (match->protocol && match->ethertype && match->ethertype != 0x0800 && match->ethertype != 0x86dd)
		return error_set(err, -EINVAL,
			"match alternative %u: protocol %u needs EtherType 0x0800, 0x86dd or any, not 0x%04x",
			number, match->protocol, match->ethertype);
	return 0;
}

/* Puts the rule where order wants it; the same rule twice is one rule. */
static void rule_add(struct redirect_config *config, const struct redirect_rule *rule)
{
	uint32_t place = 0;

	while (place < config->rule_count && memcmp(&config->rules[place], rule, sizeof(*rule)) < 0)
		place++;
	if (place < config->rule_count && !memcmp(&config->rules[place], rule, sizeof(*rule)))
		return;
	memmove(&config->rules[place + 1], &config->rules[place],
		(config->rule_count - place) * sizeof(*rule));
	config->rules[place] = *rule;
	config->rule_count++;
}

int redirect_config_make(struct redirect_config *config, const struct xsk_match *match, uint32_t match_count,
	uint32_t flags, struct xsk_error *err)
{
	static const struct redirect_rule everything;

	memset(config, 0, sizeof(*config));
	config->version = REDIRECT_VERSION;
	config->flags = flags;
	if (match_count > REDIRECT_RULES_MAX)
		return error_set(err, -EINVAL, "match of %u alternatives: at most %u", match_count,
			REDIRECT_RULES_MAX);
	if (match_count && !match)
		return error_set(err, -EINVAL, "match of %u alternatives at NULL", match_count);
	for (uint32_t i = 0; i < match_count; i++) {
		struct redirect_rule rule;
		int code = rule_make(&rule, &match[i], i, err);

		if (code)
			return code;
		rule_add(config, &rule);
	}
	/* It sorts first. One alternative that everything fits makes the others moot. */
	if (config->rule_count && !memcmp(&config->rules[0], &everything, sizeof(everything))) {
		memset(config->rules, 0, sizeof(config->rules));
		config->rule_count = 0;
	}
	return 0;
}

static void describe_ports(const char *which, uint16_t first, uint16_t last, FILE *text)
{
	if (first && first == last)
		fprintf(text, " %s port %u", which, first);
	else if (first)
		fprintf(text, " %s ports %u-%u", which, first, last);
}

void redirect_describe(const struct redirect_config *config, char *text, size_t bytes)
{
	FILE *out = fmemopen(text, bytes, "w");

	snprintf(text, bytes, "a match");
	if (!out)
		return;
	if (!config->rule_count)
		fputs("everything", out);
	for (uint32_t i = 0; i < config->rule_count && i < REDIRECT_RULES_MAX; i++) {
		const struct redirect_rule *rule = &config->rules[i];

		fputs(i ? " or" : "only", out);
		if (rule->ethertype)
			fprintf(out, " EtherType 0x%04x", rule->ethertype);
		if (rule->protocol)
			fprintf(out, " protocol %u", rule->protocol);
		describe_ports("source", rule->src_first, rule->src_last, out);
		describe_ports("destination", rule->dst_first, rule->dst_last, out);
	}
	fclose(out);
	text[bytes - 1] = '\0';
}
