/* Stands between a program and the system: counts every call that changes a file below one folder, or that exchanges something over a
 * socket, and lets one of them go wrong. Preloaded by tests/process; never part of the product.
 *
 * SABOTEUR_UNDER  the folder
 * SABOTEUR_LOG    a file for one line a call: its number, its name, what it is about; "FIRED" before the one that goes wrong
 * SABOTEUR_CALL   the name of the call that goes wrong
 * SABOTEUR_FILE   what it is about, as a shell's pattern; "socket" for any socket
 * SABOTEUR_AT     the how-manieth of those, counted over all threads; 0 for none
 * SABOTEUR_HOW    kill    SIGKILL before the call (an answer that has arrived: before anybody reads it)
 *                 tear    half of what is to be written, then SIGKILL
 *                 once    the call fails; the next ones work
 *                 onwards from then on every call fails that needs room on the disk
 * SABOTEUR_ERRNO  how it fails, as a number; on a socket the connection breaks
 * SABOTEUR_CLOCK  a file of sixteen bytes: nanoseconds by which the wall clock is wrong, and nanoseconds for which the computer has
 *                 slept, both read at each look at a clock
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

enum how { NEVER, KILL, TEAR, ONCE, ONWARDS };

static char under[4096];
static size_t under_length;
static int log_fd = -1;
static const char *wanted_call = "", *wanted_file = "";
static long at;
static enum how how;
static int error_number;
static atomic_long count, matching;
static atomic_int full;
static const volatile int64_t *clocks;

__attribute__((constructor)) static void begin(void) {
    const char *folder = getenv("SABOTEUR_UNDER"), *log = getenv("SABOTEUR_LOG"), *clock = getenv("SABOTEUR_CLOCK");
    const char *call = getenv("SABOTEUR_CALL"), *file = getenv("SABOTEUR_FILE");
    const char *number = getenv("SABOTEUR_AT"), *name = getenv("SABOTEUR_HOW"), *error = getenv("SABOTEUR_ERRNO");
    if (clock) {
        int fd = open(clock, O_RDONLY | O_CLOEXEC);
        void *page = mmap(NULL, 2 * sizeof *clocks, PROT_READ, MAP_SHARED, fd, 0);
        if (page != MAP_FAILED)
            clocks = page;
        close(fd);
    }
    if (log)
        log_fd = open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    wanted_call = call ? call : "";
    wanted_file = file ? file : "";
    at = number ? atol(number) : 0;
    error_number = error ? atoi(error) : EIO;
    if (name)
        how = !strcmp(name, "kill") ? KILL : !strcmp(name, "tear") ? TEAR : !strcmp(name, "once") ? ONCE : ONWARDS;
    if (folder && strlen(folder) < sizeof under) {
        under_length = strlen(folder);
        memcpy(under, folder, under_length);
    }
}

static void *real(const char *name) {
    return dlsym(RTLD_NEXT, name);
}

static int is_socket(const char *what) {
    return !strncmp(what, "socket", 6);
}

/* What a descriptor is about, relative to the folder; nothing when it is nobody's business. */
static const char *subject(int fd, char *room, size_t size) {
    char link[64];
    if (!under_length || fd == log_fd)
        return NULL;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, room, size - 1);
    if (length <= 0)
        return NULL;
    room[length] = 0;
    if (is_socket(room))
        return "socket";
    return strncmp(room, under, under_length) ? NULL : room + under_length;
}

static const char *subject_of_path(const char *path) {
    return !under_length || strncmp(path, under, under_length) ? NULL : path + under_length;
}

/* What is there already is not made. */
static const char *subject_of_new(const char *path) {
    return syscall(SYS_faccessat, AT_FDCWD, path, F_OK) ? subject_of_path(path) : NULL;
}

static void note(const char *mark, long number, const char *call, const char *what) {
    char line[4200];
    int length = snprintf(line, sizeof line, "%s%ld %s %s\n", mark, number, call, what);
    if (log_fd >= 0 && length > 0)
        (void)!syscall(SYS_write, log_fd, line, (size_t)length);
}

static void die(void) {
    syscall(SYS_kill, syscall(SYS_getpid), SIGKILL);
    for (;;)
        pause();
}

enum verdict { GO_ON, FAIL, HALF };

/* Counts a call and says what is to become of it. `room` is whether it needs room on the disk. */
static enum verdict judge(const char *call, const char *what, int room) {
    if (!what)
        return GO_ON;
    long number = atomic_fetch_add(&count, 1) + 1;
    int matches = how != NEVER && !strcmp(call, wanted_call) && !fnmatch(wanted_file, what, 0);
    int strikes = matches && atomic_fetch_add(&matching, 1) + 1 == at;
    if (how == ONWARDS) {
        if (strikes)
            atomic_store(&full, 1);
        strikes = atomic_load(&full) && room && !is_socket(what);
    }
    note(strikes ? "FIRED " : "", number, call, what);
    if (!strikes)
        return GO_ON;
    if (how == TEAR && room)
        return HALF;
    if (how == KILL || how == TEAR)
        die();
    errno = is_socket(what) ? ECONNRESET : error_number;
    return FAIL;
}

static void hang_up(int fd, const char *what) {
    if (is_socket(what)) {
        shutdown(fd, SHUT_RDWR);
        errno = ECONNRESET;
    }
}

#define WRITING(name, fd, size, whole, half)                                                                                     \
    char room[4096];                                                                                                             \
    const char *what = subject(fd, room, sizeof room);                                                                           \
    switch (judge(name, what, 1)) {                                                                                              \
    case FAIL: hang_up(fd, what); return -1;                                                                                     \
    case HALF: if ((size) > 1) half; die();                                                                                      \
    case GO_ON: break;                                                                                                           \
    }                                                                                                                            \
    return whole

#define SIMPLE(name, what, room, whole)                                                                                          \
    switch (judge(name, what, room)) {                                                                                           \
    case FAIL: return -1;                                                                                                        \
    case HALF: die();                                                                                                            \
    case GO_ON: break;                                                                                                           \
    }                                                                                                                            \
    return whole

ssize_t write(int fd, const void *bytes, size_t size) {
    static ssize_t (*next)(int, const void *, size_t);
    if (!next) next = real("write");
    WRITING("write", fd, size, next(fd, bytes, size), next(fd, bytes, size / 2));
}

static ssize_t write_at(const char *name, int fd, const void *bytes, size_t size, off64_t offset) {
    static ssize_t (*next)(int, const void *, size_t, off64_t);
    if (!next) next = real("pwrite64");
    WRITING(name, fd, size, next(fd, bytes, size, offset), next(fd, bytes, size / 2, offset));
}

ssize_t pwrite64(int fd, const void *bytes, size_t size, off64_t offset) { return write_at("pwrite64", fd, bytes, size, offset); }
ssize_t pwrite(int fd, const void *bytes, size_t size, off_t offset) { return write_at("pwrite64", fd, bytes, size, offset); }

ssize_t writev(int fd, const struct iovec *parts, int many) {
    static ssize_t (*next)(int, const struct iovec *, int);
    if (!next) next = real("writev");
    WRITING("writev", fd, many, next(fd, parts, many), next(fd, parts, many / 2));
}

ssize_t send(int fd, const void *bytes, size_t size, int flags) {
    static ssize_t (*next)(int, const void *, size_t, int);
    if (!next) next = real("send");
    WRITING("send", fd, size, next(fd, bytes, size, flags), next(fd, bytes, size / 2, flags));
}

/* An answer counts once it is there. */
static ssize_t arrived(const char *name, int fd, ssize_t size) {
    char room[4096];
    const char *what = size > 0 ? subject(fd, room, sizeof room) : NULL;
    if (!what || !is_socket(what))
        return size;
    switch (judge(name, what, 0)) {
    case FAIL: hang_up(fd, what); return -1;
    case HALF: die();
    case GO_ON: break;
    }
    return size;
}

ssize_t recv(int fd, void *bytes, size_t size, int flags) {
    static ssize_t (*next)(int, void *, size_t, int);
    if (!next) next = real("recv");
    return arrived("recv", fd, next(fd, bytes, size, flags));
}

ssize_t read(int fd, void *bytes, size_t size) {
    static ssize_t (*next)(int, void *, size_t);
    if (!next) next = real("read");
    ssize_t got = next(fd, bytes, size);
    return got < 0 ? got : arrived("read", fd, got);
}

int fsync(int fd) {
    static int (*next)(int);
    if (!next) next = real("fsync");
    char room[4096];
    SIMPLE("fsync", subject(fd, room, sizeof room), 0, next(fd));
}

int fdatasync(int fd) {
    static int (*next)(int);
    if (!next) next = real("fdatasync");
    char room[4096];
    SIMPLE("fdatasync", subject(fd, room, sizeof room), 0, next(fd));
}

int ftruncate64(int fd, off64_t size) {
    static int (*next)(int, off64_t);
    if (!next) next = real("ftruncate64");
    char room[4096];
    SIMPLE("ftruncate", subject(fd, room, sizeof room), size > 0, next(fd, size));
}

int ftruncate(int fd, off_t size) { return ftruncate64(fd, size); }

int rename(const char *from, const char *to) {
    static int (*next)(const char *, const char *);
    if (!next) next = real("rename");
    SIMPLE("rename", subject_of_path(from), 0, next(from, to));
}

int unlink(const char *path) {
    static int (*next)(const char *);
    if (!next) next = real("unlink");
    SIMPLE("unlink", subject_of_path(path), 0, next(path));
}

int mkdir(const char *path, mode_t mode) {
    static int (*next)(const char *, mode_t);
    if (!next) next = real("mkdir");
    SIMPLE("mkdir", subject_of_new(path), 1, next(path, mode));
}

static int open_file(const char *name, const char *path, int flags, mode_t mode) {
    int (*next)(const char *, int, ...) = real(name);
    const char *what = flags & O_CREAT ? subject_of_new(path) : NULL;
    SIMPLE("create", what, 1, next(path, flags, mode));
}

#define MODE(flags, mode)                                                                                                        \
    mode_t mode = 0;                                                                                                             \
    if ((flags) & O_CREAT) {                                                                                                     \
        va_list more;                                                                                                            \
        va_start(more, flags);                                                                                                   \
        mode = va_arg(more, mode_t);                                                                                             \
        va_end(more);                                                                                                            \
    }

int open64(const char *path, int flags, ...) {
    MODE(flags, mode)
    return open_file("open64", path, flags, mode);
}

int open(const char *path, int flags, ...) {
    MODE(flags, mode)
    return open_file("open", path, flags, mode);
}

int clock_gettime(clockid_t clock, struct timespec *now) {
    static int (*next)(clockid_t, struct timespec *);
    if (!next) next = real("clock_gettime");
    int answer = next(clock, now);
    /* The monotonic clock stands still while the computer sleeps, and so do timers. */
    if (!answer && (clock == CLOCK_REALTIME || clock == CLOCK_BOOTTIME) && clocks) {
        int64_t wrong = (clock == CLOCK_REALTIME ? clocks[0] : 0) + clocks[1] + now->tv_nsec;
        now->tv_sec += wrong / 1000000000;
        now->tv_nsec = wrong % 1000000000;
        if (now->tv_nsec < 0) {
            now->tv_nsec += 1000000000;
            now->tv_sec -= 1;
        }
    }
    return answer;
}
