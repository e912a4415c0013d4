/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * The system call seam: errno ends here. Each function returns what the call returns, or -errno; above this
 * file nobody reads errno, except where a public contract of libbpf or libxdp asks for it to be set.
 *
 * They call libc's wrappers, not raw instructions, so that the fault injection of the tests, which stands in
 * for those wrappers, reaches every one of them, and libnl's too.
 */
#ifndef BASE_SYSCALL_H
#define BASE_SYSCALL_H

#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <poll.h>
#include <sched.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static inline int sys_result(int result)
{
	return result < 0 ? -errno : result;
}

static inline int sys_socket(int domain, int type, int protocol)
{
	return sys_result(socket(domain, type, protocol));
}

static inline int sys_bind(int fd, const void *address, socklen_t bytes)
{
	return sys_result(bind(fd, (const struct sockaddr *)address, bytes));
}

static inline int sys_setsockopt(int fd, int level, int name, const void *value, socklen_t bytes)
{
	return sys_result(setsockopt(fd, level, name, value, bytes));
}

static inline int sys_getsockopt(int fd, int level, int name, void *value, socklen_t *bytes)
{
	return sys_result(getsockopt(fd, level, name, value, bytes));
}

static inline int sys_sendto_wakeup(int fd)
{
	return sys_result((int)sendto(fd, NULL, 0, MSG_DONTWAIT, NULL, 0));
}

static inline int sys_recvfrom_wakeup(int fd)
{
	return sys_result((int)recvfrom(fd, NULL, 0, MSG_DONTWAIT, NULL, NULL));
}

static inline ssize_t sys_sendto(
	int fd, const void *buffer, size_t bytes, int flags, const void *address, socklen_t address_bytes)
{
	ssize_t result = sendto(fd, buffer, bytes, flags, (const struct sockaddr *)address, address_bytes);

	return result < 0 ? -errno : result;
}

static inline ssize_t sys_recvmsg(int fd, struct msghdr *message, int flags)
{
	ssize_t result = recvmsg(fd, message, flags);

	return result < 0 ? -errno : result;
}

static inline int sys_ioctl(int fd, unsigned long request, void *argument)
{
	return sys_result(ioctl(fd, request, argument));
}

static inline int sys_open(const char *path, int flags)
{
	return sys_result(open(path, flags | O_CLOEXEC));
}

static inline int sys_fstat(int fd, struct stat *status)
{
	return sys_result(fstat(fd, status));
}

static inline int sys_stat(const char *path, struct stat *status)
{
	return sys_result(stat(path, status));
}

static inline ssize_t sys_read(int fd, void *buffer, size_t bytes)
{
	ssize_t result = read(fd, buffer, bytes);

	return result < 0 ? -errno : result;
}

static inline ssize_t sys_write(int fd, const void *buffer, size_t bytes)
{
	ssize_t result = write(fd, buffer, bytes);

	return result < 0 ? -errno : result;
}

/* The mapping in *address, or -errno and *address NULL. */
static inline int sys_mmap(void **address, size_t bytes, int protection, int flags, int fd, off_t offset)
{
	void *mapped = mmap(NULL, bytes, protection, flags, fd, offset);

	*address = mapped == MAP_FAILED ? NULL : mapped;
	return mapped == MAP_FAILED ? -errno : 0;
}

static inline int sys_munmap(void *address, size_t bytes)
{
	return sys_result(munmap(address, bytes));
}

static inline int sys_madvise(void *address, size_t bytes, int advice)
{
	return sys_result(madvise(address, bytes, advice));
}

/* How many CPUs the calling thread may run on; 1 where there are more than a cpu_set_t holds. */
static inline int sys_cpus_allowed(void)
{
	cpu_set_t allowed;

	return sched_getaffinity(0, sizeof(allowed), &allowed) ? 1 : CPU_COUNT(&allowed);
}

static inline int sys_bpf(enum bpf_cmd command, union bpf_attr *attr, unsigned int bytes)
{
	return sys_result((int)syscall(__NR_bpf, command, attr, bytes));
}

/* With the attributes that all commands have in common (7.1); BPF_COMMON_ATTRS is set in @command. */
static inline int sys_bpf_common(
	int command, void *attr, unsigned int bytes, void *common, unsigned int common_bytes)
{
	return sys_result((int)syscall(__NR_bpf, command, attr, bytes, common, common_bytes));
}

struct perf_event_attr;

static inline int sys_perf_event_open(
	struct perf_event_attr *attr, int pid, int cpu, int group_fd, unsigned long flags)
{
	return sys_result((int)syscall(__NR_perf_event_open, attr, pid, cpu, group_fd, flags));
}

static inline int sys_poll(struct pollfd *fds, nfds_t count, int timeout_ms)
{
	return sys_result(poll(fds, count, timeout_ms));
}

static inline int sys_epoll_create(void)
{
	return sys_result(epoll_create1(EPOLL_CLOEXEC));
}

static inline int sys_epoll_add(int epoll, int fd, unsigned int events, unsigned long data)
{
	struct epoll_event event = { .events = events, .data.u64 = data };

	return sys_result(epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event));
}

static inline int sys_eventfd(void)
{
	return sys_result(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
}

/* @old becomes what @fd is, under its own number. */
static inline int sys_replace_fd(int fd, int old)
{
	return sys_result(dup3(fd, old, O_CLOEXEC));
}

static inline int sys_dup(int fd)
{
	return sys_result(fcntl(fd, F_DUPFD_CLOEXEC, 3));
}

#endif
