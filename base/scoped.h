/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * Temporaries that end with their scope.
 *
 *	scoped_fd int fd = sys_socket(...);
 *	scoped_free char *text = malloc(...);
 *	...
 *	return take_fd(&fd);     // keeps it
 */
#ifndef BASE_SCOPED_H
#define BASE_SCOPED_H

#include <stdlib.h>
#include <unistd.h>

static inline void scoped_close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

static inline void scoped_free_pointer(void *pointer)
{
	free(*(void **)pointer);
}

static inline int take_fd(int *fd)
{
	int taken = *fd;

	*fd = -1;
	return taken;
}

static inline void *take_pointer_from(void **slot)
{
	void *taken = *slot;

	*slot = NULL;
	return taken;
}

#define scoped_fd   __attribute__((cleanup(scoped_close_fd)))
#define scoped_free __attribute__((cleanup(scoped_free_pointer)))
#define take_pointer(slot) ((__typeof__(*(slot)))take_pointer_from((void **)(slot)))

#endif
