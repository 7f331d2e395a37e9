/* Counts every step that a process makes with the files of one folder, or with the network, and breaks one of them.

   Preloaded (LD_PRELOAD) into a Python that was not changed: the steps of DuckDB are seen like our own.

   kill_at    before this step the process is killed (SIGKILL)
   is_torn    a write that is killed has written half of its bytes
   full_from  from this step on the disk is full: what needs room fails with ENOSPC
   clock      seconds that the clock of the wall is ahead */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))
#define COPY_SHARING_BLOCKS 0x40049409 /* FICLONE */

static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;
static char root[4096];
static int trace = -1;
static long taken, kill_at, full_from, wall_clock;
static int is_torn;

void steps_arm(const char *folder, const char *trace_file, long kill, long full, int torn, long clock_seconds)
{
    trace = syscall(SYS_openat, AT_FDCWD, trace_file, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    kill_at = kill;
    full_from = full;
    is_torn = torn;
    wall_clock = clock_seconds;
    snprintf(root, sizeof root, "%s/", folder);
}

static int is_ours(const char *path)
{
    return root[0] && strncmp(path, root, strlen(root)) == 0;
}

static const char *path_of(int fd, char *buffer, size_t size)
{
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, buffer, size - 1);
    buffer[length < 0 ? 0 : length] = 0;
    return buffer;
}

/* Take a step: 0 go on, 1 the disk is full, 2 write half, then die. */
static int step(const char *what, const char *path, int needs_room, int can_tear)
{
    char line[4400];
    pthread_mutex_lock(&turn);
    long number = ++taken;
    int length = snprintf(line, sizeof line, "%s\t%s\n", what, path);
    syscall(SYS_write, trace, line, length);
    if (kill_at && number == kill_at) {
        if (!(is_torn && can_tear))
            kill(getpid(), SIGKILL);
        return 2; /* the turn is kept: no other thread makes a step any more */
    }
    pthread_mutex_unlock(&turn);
    return full_from && number >= full_from && needs_room;
}

static int path_step(const char *what, const char *path, int needs_room)
{
    return is_ours(path) ? step(what, path + strlen(root), needs_room, 0) : 0;
}

static int file_step(const char *what, int fd, int needs_room, int can_tear)
{
    char path[4096];
    if (!root[0])
        return 0;
    path_of(fd, path, sizeof path);
    return is_ours(path) ? step(what, path + strlen(root), needs_room, can_tear) : 0;
}

static int full(void)
{
    errno = ENOSPC;
    return -1;
}

#define WRITING(what, fd, half, whole) \
    switch (file_step(what, fd, 1, 1)) { \
    case 1: return full(); \
    case 2: half; kill(getpid(), SIGKILL); \
    } \
    return whole

ssize_t write(int fd, const void *data, size_t size)
{
    WRITING("write", fd, NEXT(write)(fd, data, size / 2), NEXT(write)(fd, data, size));
}

ssize_t pwrite(int fd, const void *data, size_t size, off_t at)
{
    WRITING("write", fd, NEXT(pwrite)(fd, data, size / 2, at), NEXT(pwrite)(fd, data, size, at));
}

ssize_t pwrite64(int fd, const void *data, size_t size, off64_t at)
{
    WRITING("write", fd, NEXT(pwrite64)(fd, data, size / 2, at), NEXT(pwrite64)(fd, data, size, at));
}

ssize_t sendfile64(int to, int from, off64_t *at, size_t size)
{
    struct stat whole;
    size_t half = fstat(from, &whole) == 0 ? (size_t)whole.st_size / 2 : size / 2;
    WRITING("copy", to, NEXT(sendfile64)(to, from, at, half), NEXT(sendfile64)(to, from, at, size));
}

ssize_t copy_file_range(int from, off64_t *at, int to, off64_t *to_at, size_t size, unsigned flags)
{
    WRITING("copy", to, NEXT(copy_file_range)(from, at, to, to_at, size / 2, flags),
            NEXT(copy_file_range)(from, at, to, to_at, size, flags));
}

int ioctl(int fd, unsigned long request, ...)
{
    va_list rest;
    va_start(rest, request);
    void *argument = va_arg(rest, void *);
    va_end(rest);
    if (request == COPY_SHARING_BLOCKS && file_step("share", fd, 1, 0))
        return full();
    return NEXT(ioctl)(fd, request, argument);
}

int fsync(int fd)
{
    return file_step("fsync", fd, 1, 0) ? full() : NEXT(fsync)(fd);
}

int ftruncate(int fd, off_t size)
{
    struct stat now;
    int grows = fstat(fd, &now) == 0 && size > now.st_size;
    return file_step("truncate", fd, grows, 0) ? full() : NEXT(ftruncate)(fd, size);
}

int ftruncate64(int fd, off64_t size)
{
    return ftruncate(fd, size);
}

int fallocate(int fd, int mode, off_t at, off_t size)
{
    return file_step("allocate", fd, 1, 0) ? full() : NEXT(fallocate)(fd, mode, at, size);
}

int flock(int fd, int operation)
{
    return file_step("lock", fd, 0, 0) ? full() : NEXT(flock)(fd, operation);
}

static int opening(const char *path, int flags)
{
    if ((flags & O_ACCMODE) == O_RDONLY)
        return path_step("open", path, 0);
    return path_step("open to write", path, (flags & O_CREAT) && syscall(SYS_faccessat, AT_FDCWD, path, F_OK) != 0);
}

#define MODE_ARGUMENT \
    va_list rest; \
    va_start(rest, flags); \
    mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, mode_t) : 0; \
    va_end(rest)

int open(const char *path, int flags, ...)
{
    MODE_ARGUMENT;
    return opening(path, flags) ? full() : NEXT(open)(path, flags, mode);
}

int open64(const char *path, int flags, ...)
{
    MODE_ARGUMENT;
    return opening(path, flags) ? full() : NEXT(open64)(path, flags, mode);
}

int rename(const char *from, const char *to)
{
    return path_step("rename", to, 0) ? full() : NEXT(rename)(from, to);
}

int unlink(const char *path)
{
    return path_step("unlink", path, 0) ? full() : NEXT(unlink)(path);
}

int remove(const char *path)
{
    return path_step("unlink", path, 0) ? full() : NEXT(remove)(path);
}

int mkdir(const char *path, mode_t mode)
{
    return path_step("mkdir", path, syscall(SYS_faccessat, AT_FDCWD, path, F_OK) != 0) ? full() : NEXT(mkdir)(path, mode);
}

int chmod(const char *path, mode_t mode)
{
    return path_step("chmod", path, 0) ? full() : NEXT(chmod)(path, mode);
}

int connect(int fd, const struct sockaddr *address, socklen_t length)
{
    if (root[0] && address->sa_family == AF_INET)
        step("connect", "(network)", 0, 0);
    return NEXT(connect)(fd, address, length);
}

ssize_t send(int fd, const void *data, size_t size, int flags)
{
    if (root[0])
        step("send", "(network)", 0, 0);
    return NEXT(send)(fd, data, size, flags);
}

ssize_t recv(int fd, void *data, size_t size, int flags)
{
    if (root[0])
        step("receive", "(network)", 0, 0);
    return NEXT(recv)(fd, data, size, flags);
}

int clock_gettime(clockid_t clock, struct timespec *now)
{
    int result = syscall(SYS_clock_gettime, clock, now);
    if (clock == CLOCK_REALTIME)
        now->tv_sec += wall_clock;
    return result;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone)
{
    int result = syscall(SYS_gettimeofday, now, zone);
    now->tv_sec += wall_clock;
    return result;
}

time_t time(time_t *now)
{
    struct timespec wall;
    clock_gettime(CLOCK_REALTIME, &wall);
    time_t result = wall.tv_sec;
    if (now)
        *now = result;
    return result;
}
