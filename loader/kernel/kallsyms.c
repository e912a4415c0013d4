// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Reading and scanning /proc/kallsyms. */
#include "loader/kernel/kallsyms.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/scoped.h"
#include "base/syscall.h"

enum { BUFFER_BYTES = 64 * 1024 };

/* Hexadecimal, up to the first other character; its place, or NULL without a digit or beyond 64 bits. */
static const char *parse_address(const char *at, const char *end, uint64_t *address)
{
	const char *start = at;

	*address = 0;
	for (; at < end; at++) {
		unsigned char c = (unsigned char)*at;
		unsigned int digit;

		if (c >= '0' && c <= '9')
			digit = c - '0';
		else if ((c | 0x20) >= 'a' && (c | 0x20) <= 'f')
			digit = (c | 0x20) - 'a' + 10u;
		else
			break;
		if (*address >> 60)
			return NULL;
		*address = *address << 4 | digit;
	}
	return at == start ? NULL : at;
}

/* "ffffffff81000000 T _text" or "ffffffffc0000000 t name\t[module]". */
static bool parse_line(const char *line, const char *end, struct kallsyms_symbol *symbol)
{
	const char *at = parse_address(line, end, &symbol->address), *tab;

	if (!at || end - at < 4 || at[0] != ' ' || at[2] != ' ')
		return false;
	symbol->type = at[1];
	symbol->name = at + 3;
	tab = memchr(symbol->name, '\t', (size_t)(end - symbol->name));
	symbol->name_len = (size_t)((tab ? tab : end) - symbol->name);
	symbol->module = NULL;
	symbol->module_len = 0;
	if (tab && end - tab >= 3 && tab[1] == '[' && end[-1] == ']') {
		symbol->module = tab + 2;
		symbol->module_len = (size_t)(end - 1 - symbol->module);
	}
	return symbol->name_len > 0;
}

/* Of a name; a module's follows behind a tab. */
static uint32_t beginning(const char *name, size_t len)
{
	uint32_t hash = (unsigned char)name[0];

	for (size_t i = 1; i < len && i < 4 && name[i] != '\t'; i++)
		hash = hash * 31 + (unsigned char)name[i];
	return hash & 4095;
}

/* Bits by the beginnings of names that somebody wants: most lines need not be taken apart. */
struct filter {
	uint64_t beginnings[64];
	bool applies;
};

static bool passes(const struct filter *filter, const char *name, size_t len)
{
	uint32_t bit = beginning(name, len);

	return filter->beginnings[bit / 64] >> (bit % 64) & 1;
}

/* Where the address has 16 digits, as everywhere on 64 bits, the name's place is known. */
static bool may_be_wanted(const struct filter *filter, const char *line, const char *end)
{
	return !filter || !filter->applies || end - line < 20 || line[16] != ' ' || line[18] != ' ' ||
	       passes(filter, line + 19, (size_t)(end - line - 19));
}

/* Whole lines only; *used says how much that was. */
static int scan_lines(const char *text, size_t bytes, size_t *used, const struct filter *filter,
	int (*visit)(void *context, const struct kallsyms_symbol *symbol), void *context)
{
	const char *line = text, *stop = text + bytes, *end;
	struct kallsyms_symbol symbol;
	int result = 0;

	while (!result && (end = memchr(line, '\n', (size_t)(stop - line)))) {
		if (may_be_wanted(filter, line, end) && parse_line(line, end, &symbol))
			result = visit(context, &symbol);
		line = end + 1;
	}
	*used = (size_t)(line - text);
	return result;
}

int kallsyms_scan(const char *text, size_t bytes,
	int (*visit)(void *context, const struct kallsyms_symbol *symbol), void *context)
{
	size_t used;

	return scan_lines(text, bytes, &used, NULL, visit, context);
}

static int scan_kernel(const struct filter *filter,
	int (*visit)(void *context, const struct kallsyms_symbol *symbol), void *context,
	struct xsk_error *err)
{
	scoped_free char *buffer = malloc(BUFFER_BYTES);
	scoped_fd int fd = sys_open("/proc/kallsyms", O_RDONLY);
	size_t have = 0, used;
	int result;

	if (!buffer)
		return error_set(err, -ENOMEM, "read /proc/kallsyms: out of memory");
	if (fd < 0)
		return error_set(err, fd, "open /proc/kallsyms: %s", error_name(fd));
	for (;;) {
		ssize_t bytes = sys_read(fd, buffer + have, BUFFER_BYTES - have);

		if (bytes == -EINTR)
			continue;
		if (bytes < 0)
			return error_set(err, (int)bytes, "read /proc/kallsyms: %s", error_name((int)bytes));
		if (!bytes)
			return 0;
		have += (size_t)bytes;
		result = scan_lines(buffer, have, &used, filter, visit, context);
		if (result)
			return result;
		/* A line longer than the buffer is none of the kernel's. */
		if (!used && have == BUFFER_BYTES)
			used = have;
		have -= used;
		memmove(buffer, buffer + used, have);
	}
}

int kallsyms_each(int (*visit)(void *context, const struct kallsyms_symbol *symbol), void *context,
	struct xsk_error *err)
{
	return scan_kernel(NULL, visit, context, err);
}

/* ---- wishes ---- */

/* Answers of the kernel proper. They are few, and stay. */
struct answer {
	struct answer *next;
	uint64_t address, another;
	char name[];
};

static pthread_mutex_t answers_lock = PTHREAD_MUTEX_INITIALIZER;
static struct answer *answers;

struct search {
	struct kallsyms_wish *wishes;
	uint32_t count;
	bool *in_module;      /* by wish: its address is a module's, and goes with it */
	bool *known;          /* by wish: remembered, not looked for */
	struct filter filter; /* applies from the first address that is not 0: they are not hidden */
};

/* @symbol is @name, or what clang's link-time optimisation made of it. */
static bool is_named(const struct kallsyms_symbol *symbol, const char *name)
{
	static const char suffix[] = ".llvm.";
	size_t len = strlen(name);

	if (symbol->name_len < len || memcmp(symbol->name, name, len))
		return false;
	return symbol->name_len == len || (symbol->name_len > len + strlen(suffix) &&
						  !memcmp(symbol->name + len, suffix, strlen(suffix)));
}

static int note_symbol(void *context, const struct kallsyms_symbol *symbol)
{
	struct search *search = context;

	if (symbol->address)
		search->filter.applies = true;
	if (!passes(&search->filter, symbol->name, symbol->name_len))
		return 0;
	for (uint32_t i = 0; i < search->count; i++) {
		struct kallsyms_wish *wish = &search->wishes[i];

		if (search->known[i] || !is_named(symbol, wish->name))
			continue;
		if (!wish->found) {
			wish->found = true;
			wish->address = symbol->address;
			search->in_module[i] = symbol->module != NULL;
		} else if (wish->address != symbol->address && !wish->another) {
			wish->another = symbol->address;
		}
	}
	return 0;
}

static bool remembered(struct kallsyms_wish *wish)
{
	bool found = false;

	pthread_mutex_lock(&answers_lock);
	for (struct answer *answer = answers; answer && !found; answer = answer->next) {
		if (!strcmp(answer->name, wish->name)) {
			wish->address = answer->address;
			wish->another = answer->another;
			wish->found = found = true;
		}
	}
	pthread_mutex_unlock(&answers_lock);
	return found;
}

/* Without memory it is looked for again the next time. */
static void remember(const struct kallsyms_wish *wish)
{
	struct answer *answer = malloc(sizeof(*answer) + strlen(wish->name) + 1);

	if (!answer)
		return;
	strcpy(answer->name, wish->name);
	answer->address = wish->address;
	answer->another = wish->another;
	pthread_mutex_lock(&answers_lock);
	answer->next = answers;
	answers = answer;
	pthread_mutex_unlock(&answers_lock);
}

int kallsyms_find(struct kallsyms_wish *wishes, uint32_t count, struct xsk_error *err)
{
	scoped_free bool *flags = calloc((size_t)count * 2 + 1, sizeof(*flags));
	struct search search = { .wishes = wishes, .count = count, .in_module = flags };
	uint32_t open = 0;
	int code;

	if (!flags)
		return error_set(err, -ENOMEM, "read /proc/kallsyms: out of memory");
	search.known = flags + count;
	for (uint32_t i = 0; i < count; i++) {
		uint32_t bit = beginning(wishes[i].name, strlen(wishes[i].name));

		wishes[i].found = false;
		wishes[i].address = wishes[i].another = 0;
		search.known[i] = remembered(&wishes[i]);
		open += !search.known[i];
		search.filter.beginnings[bit / 64] |= 1ull << (bit % 64);
	}
	if (!open)
		return 0;
	code = scan_kernel(&search.filter, note_symbol, &search, err);
	if (code)
		return code;
	if (!search.filter.applies)
		return error_set(err, -EPERM,
			"read /proc/kallsyms: the kernel hides addresses (needs CAP_SYSLOG; sysctl "
			"kernel.kptr_restrict)");
	for (uint32_t i = 0; i < count; i++)
		if (wishes[i].found && !search.known[i] && !search.in_module[i])
			remember(&wishes[i]);
	return 0;
}
