// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* xskctl: the table of its commands, the command line, the network namespace, the end of the output. */
#include <bpf/libbpf.h>
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <sched.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tools/command.h"
#include "tools/help.h"

enum {
	OPTION_JSON = 256,
	OPTION_NETNS,
	OPTION_MODE,
	OPTION_ID,
	OPTION_FORCE,
};

static const struct option options[] = {
	{ "json", no_argument, NULL, OPTION_JSON },
	{ "netns", required_argument, NULL, OPTION_NETNS },
	{ "mode", required_argument, NULL, OPTION_MODE },
	{ "id", required_argument, NULL, OPTION_ID },
	{ "force", no_argument, NULL, OPTION_FORCE },
	{ "help", no_argument, NULL, 'h' },
	{ "version", no_argument, NULL, 'V' },
	{ NULL, 0, NULL, 0 },
};

enum interface_argument { NO_INTERFACE, MAY_HAVE_INTERFACE, NEEDS_INTERFACE };

static const struct command {
	const char *name, *second; /* "prog list": two words */
	int (*run)(const struct request *request);
	enum interface_argument interface;
	bool detaches; /* takes --mode, --id, --force */
} commands[] = {
	{ "status", NULL, status_run, MAY_HAVE_INTERFACE, false },
	{ "check", NULL, check_run, NEEDS_INTERFACE, false },
	{ "detach", NULL, detach_run, NEEDS_INTERFACE, true },
	{ "prog", "list", prog_list_run, NO_INTERFACE, false },
	{ "map", "list", map_list_run, NO_INTERFACE, false },
	{ "link", "list", link_list_run, NO_INTERFACE, false },
};

/* What the command line holds, in any order. */
struct line {
	struct request request;
	const char *netns, *detach_option; /* the last of those that only detach takes */
	const char *words[4];
	int count;
	bool help;
};

int complain(const struct request *request, const char *format, ...)
{
	va_list args;

	fprintf(stderr, "xskctl%s%s: ", request->command ? " " : "",
		request->command ? request->command : "");
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
	return STATUS_FAILED;
}

static int wrong(const char *command, const char *format, ...) __attribute__((format(printf, 2, 3)));
static int wrong(const char *command, const char *format, ...)
{
	va_list args;

	fputs("xskctl: ", stderr);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fprintf(stderr, " (xskctl %s%s--help)\n", command ? command : "", command ? " " : "");
	return STATUS_USAGE;
}

static bool read_id(const char *text, uint32_t *id)
{
	char *end;
	unsigned long long number = strtoull(text, &end, 10);

	*id = (uint32_t)number;
	return text[0] >= '0' && text[0] <= '9' && !*end && number > 0 && number <= UINT32_MAX;
}

static bool is_mode(const char *text)
{
	return !strcmp(text, "skb") || !strcmp(text, "native") || !strcmp(text, "hw");
}

/* One option; the status to end with, or 0. */
static int take(struct line *line, int option, char **argv)
{
	switch (option) {
	case 'h':
		line->help = true;
		return 0;
	case 'V':
		line->words[0] = NULL;
		puts("xskctl of libxsk " XSKCTL_VERSION);
		exit(fflush(stdout) ? STATUS_FAILED : STATUS_DONE);
	case OPTION_JSON:
		line->request.json = true;
		return 0;
	case OPTION_NETNS:
		line->netns = optarg;
		return 0;
	case OPTION_MODE:
		line->detach_option = "--mode";
		line->request.mode = optarg;
		return is_mode(optarg) ? 0 : wrong(NULL, "--mode %s: skb, native or hw", optarg);
	case OPTION_ID:
		line->detach_option = "--id";
		return read_id(optarg, &line->request.id)
			       ? 0
			       : wrong(NULL, "--id %s: the number of a program", optarg);
	case OPTION_FORCE:
		line->detach_option = "--force";
		line->request.force = true;
		return 0;
	case ':':
		return wrong(NULL, "%s needs a value", argv[optind - 1]);
	default:
		return wrong(NULL, "unknown option %s", argv[optind - 1]);
	}
}

static int read_line(struct line *line, int argc, char **argv)
{
	int option, status = 0;

	opterr = 0;
	while (!status && (option = getopt_long(argc, argv, ":hV", options, NULL)) != -1)
		status = take(line, option, argv);
	for (; !status && optind < argc; optind++) {
		if (line->count == 4)
			return wrong(NULL, "what is \"%s\"?", argv[optind]);
		line->words[line->count++] = argv[optind];
	}
	return status;
}

static int find(const struct line *line, const struct command **found)
{
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
		const struct command *command = &commands[i];

		if (strcmp(line->words[0], command->name))
			continue;
		if (command->second && !line->help && line->count < 2)
			return wrong(command->name, "%s what? xskctl %s %s", command->name, command->name,
				command->second);
		if (command->second && line->count > 1 && strcmp(line->words[1], command->second))
			return wrong(command->name, "%s has no \"%s\": xskctl %s %s", command->name,
				line->words[1], command->name, command->second);
		*found = command;
		return 0;
	}
	return wrong(NULL, "no command \"%s\"", line->words[0]);
}

/* The words behind the command, and options that it does not take. */
static int check_words(struct line *line, const struct command *command)
{
	int first = command->second ? 2 : 1, room = command->interface == NO_INTERFACE ? 0 : 1;

	line->request.command = command->name;
	if (line->count > first + room)
		return wrong(command->name, "%s: what is \"%s\"?", command->name, line->words[first + room]);
	if (room && line->count > first)
		line->request.interface = line->words[first];
	if (command->interface == NEEDS_INTERFACE && !line->request.interface)
		return wrong(command->name, "%s which interface?", command->name);
	if (line->detach_option && !command->detaches)
		return wrong(command->name, "%s does not take %s", command->name, line->detach_option);
	return 0;
}

/* A name is one of ip-netns(8)'s. */
static int enter_namespace(const struct request *request, const char *netns)
{
	char path[4096];
	int fd, code = 0;

	if (snprintf(path, sizeof(path), "%s%s", strchr(netns, '/') ? "" : "/run/netns/", netns) >=
		(int)sizeof(path))
		return complain(request, "--netns: %.20s...: this name is too long", netns);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return complain(request,
			"network namespace %s: %s (ip netns list; or a path such as /proc/PID/ns/net)", netns,
			strerror(errno));
	if (setns(fd, CLONE_NEWNET))
		code = errno;
	close(fd);
	if (code == EINVAL)
		return complain(request, "%s is not a network namespace (ip netns list)", path);
	if (code)
		return complain(request, "enter network namespace %s: %s (needs CAP_SYS_ADMIN: run as root)",
			netns, strerror(code));
	return 0;
}

/* A descriptor 0, 1 or 2 that is closed must not become that of a socket or map: output would go there. */
static void keep_standard_descriptors(void)
{
	int fd;

	do
		fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
	while (fd >= 0 && fd <= STDERR_FILENO);
	if (fd >= 0)
		close(fd);
}

static int end_of_output(int status)
{
	if (!fflush(stdout) && !ferror(stdout))
		return status;
	fprintf(stderr, "xskctl: write standard output: %s\n", strerror(errno));
	return status ? status : STATUS_FAILED;
}

int main(int argc, char **argv)
{
	struct line line = { 0 };
	const struct command *command = NULL;
	int status;

	keep_standard_descriptors();
	/* Failures are told in our own words. */
	libbpf_set_print(NULL);
	status = read_line(&line, argc, argv);
	if (status)
		return status;
	if (!line.count) {
		help_all(line.help ? stdout : stderr);
		return line.help ? end_of_output(STATUS_DONE) : STATUS_USAGE;
	}
	if (!strcmp(line.words[0], "help")) {
		line.help = true;
		memmove(line.words, line.words + 1, sizeof(line.words) - sizeof(line.words[0]));
		if (!--line.count) {
			help_all(stdout);
			return end_of_output(STATUS_DONE);
		}
	}
	status = find(&line, &command);
	if (!status && line.help) {
		help_command(command->name);
		return end_of_output(STATUS_DONE);
	}
	if (!status)
		status = check_words(&line, command);
	if (!status && line.netns)
		status = enter_namespace(&line.request, line.netns);
	return status ? status : end_of_output(command->run(&line.request));
}
