// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * The functions here have libc's names and are found before libc's, by the program and by the shared
 * libraries that it uses. Under a sanitizer the allocators stay the sanitizer's: only system calls fail then.
 *
 * Calls that libc makes inside itself (the mmap of a thread's stack, the socket of if_indextoname) are not
 * seen; the function that makes them is.
 */
#undef _FILE_OFFSET_BITS /* both names of each call, "open" and "open64", are defined below */

#include "tests/fault/interposer.h"

#include <dlfcn.h>
#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <malloc.h>
#include <poll.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "tests/fault/ledger.h"
#include "tests/fault/symbols.h"

static atomic_int armed_kind = -1; /* -1: off */
static atomic_uint calls, wanted;
static atomic_bool reached;
static char label[64] = "";
static void *frames[32];
static int frame_count;

/* The unwinder is loaded by its first use, which must not be one of ours. */
__attribute__((constructor)) static void interposer_begin(void)
{
	backtrace(frames, 1);
}

void interposer_arm(enum point_kind kind, unsigned int nth)
{
	label[0] = '\0';
	frame_count = 0;
	atomic_store(&calls, 0);
	atomic_store(&wanted, nth);
	atomic_store(&reached, false);
	atomic_store(&armed_kind, (int)kind);
}

bool interposer_disarm(void)
{
	atomic_store(&armed_kind, -1);
	return atomic_load(&reached);
}

const char *interposer_label(void)
{
	return label;
}

bool interposer_failed_in(const char *function, size_t length)
{
	for (int i = 0; i < frame_count; i++) {
		const char *name = symbols_name(frames[i]);

		if (strlen(name) == length && !strncmp(name, function, length))
			return true;
	}
	return false;
}

const char *interposer_path(void)
{
	static char path[400];
	size_t used = 0;

	path[0] = '\0';
	/* The first is the interposer's own. */
	for (int i = 1; i < frame_count && used < sizeof(path); i++) {
		const char *name = symbols_name(frames[i]);

		if (!strcmp(name, "main"))
			break;
		if (strcmp(name, "?"))
			used += (size_t)snprintf(
				path + used, sizeof(path) - used, "%s%s", used ? " < " : "", name);
	}
	return path;
}

size_t interposer_leftovers(bool print)
{
	return ledger_count(print);
}

void interposer_forget(void)
{
	ledger_clear();
}

static bool armed(void)
{
	return atomic_load(&armed_kind) >= 0;
}

/* Is it this call's turn? Counts it when it is of the kind that is armed. */
static bool turn(enum point_kind kind)
{
	if (atomic_load(&armed_kind) != (int)kind || atomic_fetch_add(&calls, 1) + 1 != atomic_load(&wanted))
		return false;
	atomic_store(&reached, true);
	frame_count = backtrace(frames, 32);
	return true;
}

/* A call that fails with @code when it is its turn; @can_be_interrupted: or with EINTR. */
#define FAIL(code, can_be_interrupted, ...)                          \
	do {                                                         \
		if (turn(POINT_CALL)) {                              \
			snprintf(label, sizeof(label), __VA_ARGS__); \
			errno = (code);                              \
			return -1;                                   \
		}                                                    \
		if ((can_be_interrupted) && turn(POINT_INTERRUPT)) { \
			snprintf(label, sizeof(label), __VA_ARGS__); \
			errno = EINTR;                               \
			return -1;                                   \
		}                                                    \
	} while (0)

/* libc's function of this name. */
#define REAL(name)                                                           \
	({                                                                   \
		static __typeof__(name) *real_;                              \
		if (!real_)                                                  \
			real_ = (__typeof__(name) *)dlsym(RTLD_NEXT, #name); \
		real_;                                                       \
	})

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)

void *__libc_malloc(size_t bytes);
void *__libc_calloc(size_t count, size_t bytes);
void *__libc_realloc(void *block, size_t bytes);
void *__libc_memalign(size_t alignment, size_t bytes);
void __libc_free(void *block);

static bool allocation_fails(const char *name)
{
	if (!turn(POINT_ALLOCATION))
		return false;
	strcpy(label, name);
	errno = ENOMEM;
	return true;
}

static void *allocated(void *block, size_t bytes, void *caller)
{
	if (block && armed())
		ledger_add(LEDGER_BLOCK, block, bytes, caller);
	return block;
}

void *malloc(size_t bytes)
{
	return allocation_fails("malloc")
		       ? NULL
		       : allocated(__libc_malloc(bytes), bytes, __builtin_return_address(0));
}

void *calloc(size_t count, size_t bytes)
{
	return allocation_fails("calloc")
		       ? NULL
		       : allocated(__libc_calloc(count, bytes), count * bytes, __builtin_return_address(0));
}

void *realloc(void *block, size_t bytes)
{
	void *moved;

	if (allocation_fails("realloc"))
		return NULL;
	moved = __libc_realloc(block, bytes);
	if (block && (moved || !bytes))
		ledger_remove_block(block);
	return allocated(moved, bytes, __builtin_return_address(0));
}

void *reallocarray(void *block, size_t count, size_t bytes)
{
	size_t whole;

	if (__builtin_mul_overflow(count, bytes, &whole)) {
		errno = ENOMEM;
		return NULL;
	}
	return realloc(block, whole);
}

void *memalign(size_t alignment, size_t bytes)
{
	return allocation_fails("memalign")
		       ? NULL
		       : allocated(__libc_memalign(alignment, bytes), bytes, __builtin_return_address(0));
}

void *aligned_alloc(size_t alignment, size_t bytes)
{
	return memalign(alignment, bytes);
}

int posix_memalign(void **block, size_t alignment, size_t bytes)
{
	void *made = memalign(alignment, bytes);

	if (!made)
		return ENOMEM;
	*block = made;
	return 0;
}

void free(void *block)
{
	if (block)
		ledger_remove_block(block);
	__libc_free(block);
}

#endif

static void *mapped(void *memory, size_t bytes, void *caller)
{
	if (memory != MAP_FAILED) {
		ledger_unmap(memory, bytes); /* what a fixed mapping has taken the place of */
		if (armed())
			ledger_add(LEDGER_MAPPING, memory, bytes, caller);
	}
	return memory;
}

static bool mapping_fails(int flags, int fd)
{
	if (!turn(POINT_CALL))
		return false;
	snprintf(label, sizeof(label), "mmap %s",
		flags & MAP_HUGETLB ? "hugetlb"
		: fd >= 0           ? "file"
				    : "memory");
	errno = ENOMEM;
	return true;
}

void *mmap(void *address, size_t bytes, int protection, int flags, int fd, off_t offset)
{
	if (mapping_fails(flags, fd))
		return MAP_FAILED;
	return mapped(REAL(mmap)(address, bytes, protection, flags, fd, offset), bytes,
		__builtin_return_address(0));
}

void *mmap64(void *address, size_t bytes, int protection, int flags, int fd, off64_t offset)
{
	if (mapping_fails(flags, fd))
		return MAP_FAILED;
	return mapped(REAL(mmap64)(address, bytes, protection, flags, fd, offset), bytes,
		__builtin_return_address(0));
}

/* Never fails here: it is how things are given back. */
int munmap(void *address, size_t bytes)
{
	ledger_unmap(address, bytes);
	return REAL(munmap)(address, bytes);
}

int mprotect(void *address, size_t bytes, int protection)
{
	FAIL(ENOMEM, false, "mprotect");
	return REAL(mprotect)(address, bytes, protection);
}

int madvise(void *address, size_t bytes, int advice)
{
	FAIL(ENOMEM, false, "madvise %d", advice);
	return REAL(madvise)(address, bytes, advice);
}

int memfd_create(const char *name, unsigned int flags)
{
	FAIL(EMFILE, false, "memfd_create");
	return REAL(memfd_create)(name, flags);
}

int ftruncate64(int fd, off64_t bytes)
{
	FAIL(ENOMEM, false, "ftruncate");
	return REAL(ftruncate64)(fd, bytes);
}

int ftruncate(int fd, off_t bytes)
{
	FAIL(ENOMEM, false, "ftruncate");
	return REAL(ftruncate)(fd, bytes);
}

int socket(int domain, int type, int protocol)
{
	FAIL(EMFILE, false, "socket %d", domain);
	return REAL(socket)(domain, type, protocol);
}

int bind(int fd, const struct sockaddr *address, socklen_t bytes)
{
	FAIL(ENOMEM, false, "bind %d", address->sa_family);
	return REAL(bind)(fd, address, bytes);
}

int connect(int fd, const struct sockaddr *address, socklen_t bytes)
{
	FAIL(ENOMEM, false, "connect %d", address->sa_family);
	return REAL(connect)(fd, address, bytes);
}

int setsockopt(int fd, int level, int name, const void *value, socklen_t bytes)
{
	FAIL(ENOMEM, false, "setsockopt %d:%d", level, name);
	return REAL(setsockopt)(fd, level, name, value, bytes);
}

int getsockopt(int fd, int level, int name, void *value, socklen_t *bytes)
{
	FAIL(ENOMEM, false, "getsockopt %d:%d", level, name);
	return REAL(getsockopt)(fd, level, name, value, bytes);
}

int getsockname(int fd, struct sockaddr *address, socklen_t *bytes)
{
	FAIL(ENOBUFS, false, "getsockname");
	return REAL(getsockname)(fd, address, bytes);
}

ssize_t sendto(int fd, const void *buffer, size_t bytes, int flags, const struct sockaddr *address,
	socklen_t address_bytes)
{
	FAIL(ENOBUFS, bytes > 0, bytes > 0 ? "sendto" : "sendto wakeup");
	return REAL(sendto)(fd, buffer, bytes, flags, address, address_bytes);
}

ssize_t sendmsg(int fd, const struct msghdr *message, int flags)
{
	FAIL(ENOBUFS, true, "sendmsg");
	return REAL(sendmsg)(fd, message, flags);
}

ssize_t recvmsg(int fd, struct msghdr *message, int flags)
{
	FAIL(ENOBUFS, true, "recvmsg");
	return REAL(recvmsg)(fd, message, flags);
}

ssize_t recvfrom(
	int fd, void *buffer, size_t bytes, int flags, struct sockaddr *address, socklen_t *address_bytes)
{
	FAIL(ENOBUFS, bytes > 0, bytes > 0 ? "recvfrom" : "recvfrom wakeup");
	return REAL(recvfrom)(fd, buffer, bytes, flags, address, address_bytes);
}

int poll(struct pollfd *fds, nfds_t count, int timeout)
{
	FAIL(ENOMEM, true, "poll");
	return REAL(poll)(fds, count, timeout);
}

int ppoll(struct pollfd *fds, nfds_t count, const struct timespec *timeout, const sigset_t *signals)
{
	FAIL(ENOMEM, true, "ppoll");
	return REAL(ppoll)(fds, count, timeout, signals);
}

int ioctl(int fd, unsigned long request, ...)
{
	void *argument;
	va_list args;

	va_start(args, request);
	argument = va_arg(args, void *);
	va_end(args);
	FAIL(ENOMEM, false, "ioctl %#lx", request);
	return REAL(ioctl)(fd, request, argument);
}

/* Only with O_CREAT or O_TMPFILE there is a mode, and a register's worth of rubbish else: passed on unseen.
 */
#define OPEN(name, parameters, arguments)             \
	int name parameters                           \
	{                                             \
		va_list args;                         \
		mode_t mode;                          \
                                                      \
		va_start(args, flags);                \
		mode = va_arg(args, mode_t);          \
		va_end(args);                         \
		FAIL(EMFILE, false, "open %s", path); \
		return REAL(name) arguments;          \
	}

OPEN(open, (const char *path, int flags, ...), (path, flags, mode))
OPEN(open64, (const char *path, int flags, ...), (path, flags, mode))
OPEN(openat, (int folder, const char *path, int flags, ...), (folder, path, flags, mode))
OPEN(openat64, (int folder, const char *path, int flags, ...), (folder, path, flags, mode))

FILE *fopen(const char *path, const char *how)
{
	if (turn(POINT_CALL)) {
		snprintf(label, sizeof(label), "fopen %s", path);
		errno = EMFILE;
		return NULL;
	}
	return REAL(fopen)(path, how);
}

FILE *fopen64(const char *path, const char *how)
{
	if (turn(POINT_CALL)) {
		snprintf(label, sizeof(label), "fopen %s", path);
		errno = EMFILE;
		return NULL;
	}
	return REAL(fopen64)(path, how);
}

ssize_t read(int fd, void *buffer, size_t bytes)
{
	FAIL(EIO, false, "read");
	return REAL(read)(fd, buffer, bytes);
}

ssize_t write(int fd, const void *buffer, size_t bytes)
{
	FAIL(EIO, false, "write");
	return REAL(write)(fd, buffer, bytes);
}

#define FCNTL(name)                                       \
	int name(int fd, int command, ...)                \
	{                                                 \
		va_list args;                             \
		long argument;                            \
                                                          \
		va_start(args, command);                  \
		argument = va_arg(args, long);            \
		va_end(args);                             \
		FAIL(EMFILE, false, "fcntl %d", command); \
		return REAL(name)(fd, command, argument); \
	}

FCNTL(fcntl)
FCNTL(fcntl64)

int dup(int fd)
{
	FAIL(EMFILE, false, "dup");
	return REAL(dup)(fd);
}

int epoll_create1(int flags)
{
	FAIL(EMFILE, false, "epoll_create1");
	return REAL(epoll_create1)(flags);
}

int epoll_ctl(int epoll, int command, int fd, struct epoll_event *event)
{
	FAIL(ENOSPC, false, "epoll_ctl %d", command);
	return REAL(epoll_ctl)(epoll, command, fd, event);
}

int epoll_wait(int epoll, struct epoll_event *events, int count, int timeout)
{
	FAIL(EBADF, true, "epoll_wait");
	return REAL(epoll_wait)(epoll, events, count, timeout);
}

int eventfd(unsigned int value, int flags)
{
	FAIL(EMFILE, false, "eventfd");
	return REAL(eventfd)(value, flags);
}

int setns(int fd, int kind)
{
	FAIL(ENOMEM, false, "setns");
	return REAL(setns)(fd, kind);
}

int pthread_create(
	pthread_t *thread, const pthread_attr_t *attributes, void *(*start)(void *), void *argument)
{
	if (turn(POINT_CALL)) {
		strcpy(label, "pthread_create");
		return EAGAIN;
	}
	return REAL(pthread_create)(thread, attributes, start, argument);
}

/* bpf(2) above all. A load that a signal interrupts is EAGAIN. */
long syscall(long number, ...)
{
	long arguments[6];
	va_list args;

	va_start(args, number);
	for (int i = 0; i < 6; i++)
		arguments[i] = va_arg(args, long);
	va_end(args);
	if (number == SYS_bpf && arguments[0] == BPF_PROG_LOAD && turn(POINT_INTERRUPT)) {
		strcpy(label, "bpf 5");
		errno = EAGAIN;
		return -1;
	}
	if (number == SYS_bpf)
		FAIL(ENOMEM, false, "bpf %ld", arguments[0]);
	else
		FAIL(ENOMEM, false, "syscall %ld", number);
	return REAL(syscall)(
		number, arguments[0], arguments[1], arguments[2], arguments[3], arguments[4], arguments[5]);
}
