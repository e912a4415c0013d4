// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * BTF of loaded modules, fetched when vmlinux leaves a name open. Kept for the process, because candidates
 * point into it; a module that was unloaded since is not searched any more.
 */
#include <bpf/bpf.h>
#include <dirent.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/scoped.h"
#include "loader/btf/btf.h"
#include "loader/btf/fetch.h"
#include "loader/btf/kernel.h"
#include "loader/btf/locate.h"
#include "loader/result.h"

struct module {
	struct module *next; /* in order of id */
	uint32_t id;         /* of the BTF object; the kernel gives none twice */
	bool loaded;         /* as of the last look */
	struct btf *btf;
	char name[64];
};

static struct {
	pthread_mutex_t lock;
	struct module *first, **end;
	uint32_t highest; /* ids up to here were looked at: BTF of programs is not looked at again */
} modules = { .lock = PTHREAD_MUTEX_INITIALIZER };

/* Without a module there is nothing to ask bpf(2) for. */
static bool any_in_sysfs(void)
{
	DIR *directory = opendir("/sys/kernel/btf");
	bool any = !directory;

	while (!any && directory) {
		struct dirent *entry = readdir(directory);

		if (!entry)
			break;
		any = entry->d_name[0] != '.' && strcmp(entry->d_name, "vmlinux") != 0;
	}
	if (directory)
		closedir(directory);
	return any;
}

/* 0 also where it is no module's. */
static int look_at(uint32_t id, const struct btf *vmlinux, struct xsk_error *err)
{
	struct bpf_btf_info info;
	struct module *module;
	char name[sizeof(module->name)];
	int result;
	scoped_fd int fd = bpf_btf_get_fd_by_id(id);

	if (fd < 0)
		return fd == -ENOENT ? 0 : error_set(err, fd, "BTF %u: %s", id, error_name(fd));
	result = btf_fetch_info(fd, &info, name, sizeof(name), err);
	if (result || !info.kernel_btf || !strcmp(name, "vmlinux"))
		return result;
	module = calloc(1, sizeof(*module));
	if (!module)
		return error_set(err, -ENOMEM, "module %s: no memory", name);
	module->id = id;
	module->loaded = true;
	memcpy(module->name, name, sizeof(name));
	result = btf_fetch(&module->btf, fd, vmlinux, true, err);
	if (result) {
		free(module);
		return error_prefix(err, result, "module %s", name);
	}
	*modules.end = module;
	modules.end = &module->next;
	return 0;
}

static struct module *module_of_id(uint32_t id)
{
	struct module *module = modules.first;

	while (module && module->id != id)
		module = module->next;
	return module;
}

/* What is loaded now. Who may not ask for ids sees no modules, as with libbpf. */
static int refresh(struct xsk_error *err)
{
	const struct btf *vmlinux = kernel_btf(err);
	uint32_t id = 0;

	if (!vmlinux)
		return -ENOENT;
	if (!modules.end)
		modules.end = &modules.first;
	for (struct module *module = modules.first; module; module = module->next)
		module->loaded = false;
	if (!any_in_sysfs())
		return 0;
	while (!bpf_btf_get_next_id(id, &id)) {
		struct module *module = module_of_id(id);
		int result;

		if (module)
			module->loaded = true;
		if (id <= modules.highest)
			continue;
		result = look_at(id, vmlinux, err);
		if (result)
			return result;
		modules.highest = id;
	}
	return 0;
}

/* Open wishes, and what each module answers, module by module. */
struct search {
	struct btf_wish *wishes;
	uint32_t *index; /* of the wish in the caller's array */
	uint32_t count;
	struct btf_candidates *answers; /* one list a wish */
};

static void search_free(struct search *search)
{
	for (uint32_t i = 0; search->answers && i < search->count; i++)
		btf_candidates_free(&search->answers[i]);
	free(search->wishes);
	free(search->index);
	free(search->answers);
}

static int search_begin(struct search *search, const struct btf_wish *wishes, uint32_t count)
{
	search->wishes = malloc(sizeof(*search->wishes) * count);
	search->index = malloc(sizeof(*search->index) * count);
	search->answers = calloc(count, sizeof(*search->answers));
	if (!search->wishes || !search->index || !search->answers)
		return -ENOMEM;
	for (uint32_t i = 0; i < count; i++) {
		if (wishes[i].count)
			continue;
		search->wishes[search->count] = wishes[i];
		search->index[search->count++] = i;
	}
	return 0;
}

static int search_module(struct search *search, const struct module *module, struct xsk_error *err)
{
	struct btf_candidates each = { 0 };
	int result = btf_find(module->btf, search->wishes, search->count, &each, err);

	for (uint32_t i = 0; !result && i < search->count; i++)
		for (uint32_t c = 0; !result && c < search->wishes[i].count; c++)
			result = btf_candidates_add(
				&search->answers[i], module->btf, each.list[search->wishes[i].first + c].id);
	btf_candidates_free(&each);
	return result;
}

static int find_in_all(
	struct btf_wish *wishes, uint32_t count, struct btf_candidates *found, struct xsk_error *err)
{
	struct search search = { 0 };
	int result = search_begin(&search, wishes, count);

	for (struct module *module = modules.first; !result && module; module = module->next)
		if (module->loaded)
			result = search_module(&search, module, err);
	for (uint32_t i = 0; !result && i < search.count; i++) {
		struct btf_wish *wish = &wishes[search.index[i]];
		const struct btf_candidates *answer = &search.answers[i];

		wish->first = found->count;
		wish->count = answer->count;
		for (uint32_t c = 0; !result && c < answer->count; c++)
			result = btf_candidates_add(found, answer->list[c].btf, answer->list[c].id);
	}
	search_free(&search);
	return result == -ENOMEM ? error_set(err, result, "modules: no memory for %u names", count) : result;
}

int kernel_modules_find(
	struct btf_wish *wishes, uint32_t count, struct btf_candidates *found, struct xsk_error *err)
{
	uint32_t open = 0;
	int result;

	for (uint32_t i = 0; i < count; i++)
		open += !wishes[i].count;
	if (!open)
		return 0;
	pthread_mutex_lock(&modules.lock);
	result = refresh(err);
	if (!result)
		result = find_in_all(wishes, count, found, err);
	pthread_mutex_unlock(&modules.lock);
	return result;
}

static const struct module *module_of(const struct btf *btf)
{
	const struct module *module;

	pthread_mutex_lock(&modules.lock);
	for (module = modules.first; module && module->btf != btf; module = module->next)
		;
	pthread_mutex_unlock(&modules.lock);
	return module;
}

const char *kernel_btf_module_name(const struct btf *btf)
{
	const struct module *module = module_of(btf);

	return module ? module->name : NULL;
}

int kernel_btf_open_fd(const struct btf *btf, struct xsk_error *err)
{
	const struct module *module = module_of(btf);
	int fd = module ? bpf_btf_get_fd_by_id(module->id) : 0;

	return fd < 0 ? error_set(err, fd, "BTF of module %s: %s", module->name, error_name(fd)) : fd;
}

const struct btf *kernel_btf_module(const char *name, struct xsk_error *err)
{
	const struct btf *btf = NULL;
	int result;

	pthread_mutex_lock(&modules.lock);
	result = refresh(err);
	for (struct module *module = modules.first; !result && module; module = module->next)
		if (module->loaded && !strcmp(module->name, name))
			btf = module->btf;
	pthread_mutex_unlock(&modules.lock);
	if (!result && !btf)
		error_set(err, -ENOENT, "no module %s, or one without BTF", name);
	return btf;
}

struct btf *btf__load_module_btf(const char *module_name, struct btf *vmlinux_btf)
{
	struct xsk_error err;
	struct btf *btf;
	int result;

	result = kernel_btf_open_sysfs(&btf, module_name, vmlinux_btf, &err);
	if (!result)
		result = btf_count_types(btf, &btf->type_count, &err);
	if (!result)
		return btf;
	btf__free(btf);
	return result_null(result);
}
