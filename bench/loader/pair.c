// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "bench/loader/pair.h"

#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static void note(struct side *side, const char *name, double value, uint32_t round)
{
	struct figure *figure = side->figures;

	while (figure < side->figures + side->figure_count && strcmp(figure->name, name) != 0)
		figure++;
	if (figure == side->figures + PAIR_FIGURES)
		return;
	if (figure == side->figures + side->figure_count) {
		snprintf(figure->name, sizeof(figure->name), "%s", name);
		side->figure_count++;
	}
	figure->values[round] = value;
}

/* Arguments that name a file of the folder become its path; the current folder is that one. */
static bool run(struct side *side, const char *folder, uint32_t round)
{
	posix_spawn_file_actions_t actions;
	char *const *words = (char *const *)side->words;
	char program[512], line[256], name[32];
	int pipe_fds[2], status;
	double value;
	FILE *output;
	pid_t child;

	snprintf(program, sizeof(program), "%s/%s", folder, words[0]);
	if (pipe(pipe_fds))
		return false;
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, pipe_fds[1], STDOUT_FILENO);
	posix_spawn_file_actions_addclose(&actions, pipe_fds[0]);
	posix_spawn_file_actions_addchdir_np(&actions, folder);
	status = posix_spawn(&child, program, &actions, NULL, words, environ);
	posix_spawn_file_actions_destroy(&actions);
	close(pipe_fds[1]);
	output = fdopen(pipe_fds[0], "r");
	while (!status && output && fgets(line, sizeof(line), output))
		if (sscanf(line, "%31s %lf", name, &value) == 2)
			note(side, name, value, round);
	if (output)
		fclose(output);
	if (!status && waitpid(child, &status, 0) == child && !status)
		return true;
	fprintf(stderr, "%s: ends with status %d\n", program, WEXITSTATUS(status));
	return false;
}

bool pair_run(struct pair *pair, const char *folder, uint32_t rounds)
{
	pair->left.figures = calloc(PAIR_FIGURES, sizeof(struct figure));
	pair->right.figures = calloc(PAIR_FIGURES, sizeof(struct figure));
	if (!pair->left.figures || !pair->right.figures)
		return false;
	for (; pair->rounds < rounds; pair->rounds++) {
		/* Who begins changes, so that neither always finds the caches that the other left. */
		struct side *first = pair->rounds % 2 ? &pair->right : &pair->left;
		struct side *second = pair->rounds % 2 ? &pair->left : &pair->right;

		if (!run(first, folder, pair->rounds) || !run(second, folder, pair->rounds))
			return false;
	}
	return true;
}

void pair_free(struct pair *pair)
{
	free(pair->left.figures);
	free(pair->right.figures);
	pair->left.figures = pair->right.figures = NULL;
}

const double *side_values(const struct side *side, const char *name)
{
	for (uint32_t i = 0; i < side->figure_count; i++)
		if (strcmp(side->figures[i].name, name) == 0)
			return side->figures[i].values;
	return NULL;
}
