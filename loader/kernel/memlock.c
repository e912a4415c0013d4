// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Raising RLIMIT_MEMLOCK where the kernel charges BPF to it, and only after it said no. */
#include "loader/kernel/memlock.h"

#include <bpf/bpf.h>
#include <pthread.h>
#include <sys/resource.h>

#include "loader/kernel/version.h"
#include "loader/result.h"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static rlim_t wanted = RLIM_INFINITY;
static bool attempted, raised;

bool memlock_is_accounted(void)
{
	uint32_t version = kernel_version();

	return version && version < KERNEL_RELEASE(5, 11, 0);
}

bool memlock_raised_after(int code)
{
	struct rlimit limit;
	bool again;

	if (code != -EPERM || !memlock_is_accounted())
		return false;
	pthread_mutex_lock(&lock);
	if (!attempted && wanted) {
		limit.rlim_cur = limit.rlim_max = wanted;
		raised = !setrlimit(RLIMIT_MEMLOCK, &limit);
		attempted = true;
	}
	again = raised; /* by another thread, too, whose command failed at the same time */
	pthread_mutex_unlock(&lock);
	return again;
}

int libbpf_set_memlock_rlim(size_t memlock_bytes)
{
	int code = 0;

	pthread_mutex_lock(&lock);
	if (attempted)
		code = -EBUSY;
	else
		wanted = memlock_bytes;
	pthread_mutex_unlock(&lock);
	return result_int(code);
}
