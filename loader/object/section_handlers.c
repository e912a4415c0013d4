// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Registered section handlers: the process's list, in the order of registration. */
#include "loader/object/section_handlers.h"

#include <limits.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "loader/result.h"

struct handler {
	struct handler *next;
	int id;
	char *pattern; /* NULL: the fallback */
	struct section_definition definition;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct handler *handlers;
static int last_id;

static struct handler *find_fallback(void)
{
	struct handler *handler = handlers;

	while (handler && handler->pattern)
		handler = handler->next;
	return handler;
}

bool section_handler_find(const char *name, struct section_definition *definition)
{
	struct handler *handler;

	pthread_mutex_lock(&lock);
	for (handler = handlers; handler; handler = handler->next)
		if (handler->pattern && section_pattern_matches(handler->pattern, name))
			break;
	if (handler)
		*definition = handler->definition;
	pthread_mutex_unlock(&lock);
	return handler;
}

bool section_handler_fallback(struct section_definition *definition)
{
	struct handler *handler;

	pthread_mutex_lock(&lock);
	handler = find_fallback();
	if (handler)
		*definition = handler->definition;
	pthread_mutex_unlock(&lock);
	return handler;
}

static void free_handler(struct handler *handler)
{
	if (handler)
		free(handler->pattern);
	free(handler);
}

static struct handler *make_handler(const char *sec, enum bpf_prog_type type,
	enum bpf_attach_type attach_type, const struct libbpf_prog_handler_opts *opts)
{
	struct handler *handler = calloc(1, sizeof(*handler));

	if (!handler)
		return NULL;
	handler->definition = (struct section_definition){
		.type = type,
		.attach_type = attach_type,
		.cookie = OPTION_GET(opts, cookie, 0),
		.setup = OPTION_GET(opts, prog_setup_fn, NULL),
		.prepare_load = OPTION_GET(opts, prog_prepare_load_fn, NULL),
		.attach_program = OPTION_GET(opts, prog_attach_fn, NULL),
		.flags = sec ? 0 : SECTION_FALLBACK,
	};
	handler->definition.attach =
		handler->definition.attach_program ? SECTION_ATTACH_CUSTOM : SECTION_ATTACH_NONE;
	if (sec) {
		handler->pattern = strdup(sec);
		if (!handler->pattern) {
			free_handler(handler);
			return NULL;
		}
	}
	return handler;
}

/* Takes the handler over where it returns an id. */
static int add_handler(struct handler *handler)
{
	struct handler **end = &handlers;
	int result;

	pthread_mutex_lock(&lock);
	if (last_id == INT_MAX) {
		result = -E2BIG;
	} else if (!handler->pattern && find_fallback()) {
		result = -EBUSY;
	} else {
		while (*end)
			end = &(*end)->next;
		*end = handler;
		handler->id = result = ++last_id;
	}
	pthread_mutex_unlock(&lock);
	return result;
}

int libbpf_register_prog_handler(const char *sec, enum bpf_prog_type prog_type,
	enum bpf_attach_type exp_attach_type, const struct libbpf_prog_handler_opts *opts)
{
	struct handler *handler;
	int id;

	if (!OPTS_VALID(opts, libbpf_prog_handler_opts))
		return result_int(-EINVAL);
	handler = make_handler(sec, prog_type, exp_attach_type, opts);
	if (!handler)
		return result_int(-ENOMEM);
	id = add_handler(handler);
	if (id < 0) {
		free_handler(handler);
		return result_int(id);
	}
	return id;
}

int libbpf_unregister_prog_handler(int handler_id)
{
	struct handler **slot = &handlers, *handler;

	if (handler_id <= 0)
		return result_int(-EINVAL);
	pthread_mutex_lock(&lock);
	while (*slot && (*slot)->id != handler_id)
		slot = &(*slot)->next;
	handler = *slot;
	if (handler)
		*slot = handler->next;
	pthread_mutex_unlock(&lock);
	if (!handler)
		return result_int(-ENOENT);
	free_handler(handler);
	return 0;
}
