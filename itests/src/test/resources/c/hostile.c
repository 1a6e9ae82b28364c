/*
 * hostile: makes calls that take paths with every bad pointer and string there is, and prints their
 * errnos, a line for each call. "hostile race SECONDS": the same strings, changed by another thread all the
 * time; prints nothing.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define PAGE 4096
#define ANY 0x7eadL

/* P: the path under test. Q: a good second path. B: a buffer. H: struct open_how. D: AT_FDCWD. */
enum { P = 1, Q, B, H, D, BAD };
struct call { const char *name; long number; int kind[6]; long value[6]; };

#define CALL(name) #name, SYS_##name
static const struct call calls[] = {
    {CALL(open), {P}, {0, O_RDONLY}},
    {CALL(creat), {P}, {0, 0}},
    {CALL(stat), {P, B}},
    {CALL(lstat), {P, B}},
    {CALL(access), {P}},
    {CALL(readlink), {P, B, 0}, {0, 0, 100}},
    {CALL(chdir), {P}},
    {CALL(chmod), {P}, {0, 0}},
    {CALL(chown), {P, 0, 0}, {0, -1, -1}},
    {CALL(lchown), {P, 0, 0}, {0, -1, -1}},
    {CALL(truncate), {P}, {0, -1}},
    {CALL(rmdir), {P}},
    {CALL(utime), {P, 0}},
    {CALL(utimes), {P, 0}},
    {CALL(statfs), {P, B}},
    {CALL(rename), {P, Q}},
    {CALL(rename), {Q, P}},
    {CALL(link), {P, Q}},
    {CALL(symlink), {Q, P}},
    {CALL(mknod), {P, 0, 0}, {0, S_IFREG, 0}},
    {CALL(openat), {D, P}},
    {CALL(openat2), {D, P, H, 0}, {0, 0, 0, 24}},
    {CALL(newfstatat), {D, P, B}},
    {CALL(newfstatat), {0, P, B}, {ANY}},
    {CALL(statx), {D, P, 0, 0, B}, {0, 0, 0, 0x7ff}},
    {CALL(faccessat), {D, P}},
    {CALL(faccessat2), {D, P}},
    {CALL(readlinkat), {D, P, B, 0}, {0, 0, 0, 100}},
    {CALL(fchmodat), {D, P}},
    {CALL(fchownat), {D, P, 0, 0, 0}, {0, 0, -1, -1}},
    {CALL(futimesat), {D, P, 0}},
    {CALL(utimensat), {D, P, 0}},
    {CALL(mkdirat), {D, P}, {0, 0, 0}},
    {CALL(unlinkat), {D, P, 0}, {0, 0, AT_REMOVEDIR}},
    {CALL(renameat2), {D, P, D, Q, 0}},
    {CALL(linkat), {D, P, D, Q, 0}},
    {CALL(symlinkat), {Q, D, P}},
    {CALL(getxattr), {P, Q, B, 0}, {0, 0, 0, 10}},
    {CALL(listxattr), {P, B, 0}, {0, 0, 10}},
    {CALL(inotify_add_watch), {0, P, 0}, {ANY, 0, 1}},
    {CALL(execve), {P}},
    {CALL(execve), {P, BAD, BAD}},
    {CALL(execveat), {D, P}},
    {CALL(execveat), {0, P, BAD, BAD, 0}, {ANY, 0, 0, 0, AT_EMPTY_PATH}},
    {CALL(umount2), {P}},
    {CALL(mount), {Q, P, Q}},
    {CALL(mount), {P, Q, Q}},
    {CALL(mount), {Q, Q, P}},
    {CALL(fsopen), {P}},
    {CALL(pivot_root), {Q, P}},
    /* What stat and the others write to. */
    {"stat into", SYS_stat, {Q, P}},
    {"newfstatat into", SYS_newfstatat, {D, Q, P}},
    {"statx into", SYS_statx, {D, Q, 0, 0, P}, {0, 0, 0, 0x7ff}},
    {"openat2 how", SYS_openat2, {D, Q, P, 0}, {0, 0, 0, 24}},
    {"utimensat times", SYS_utimensat, {D, Q, P}},
    {"execve argv", SYS_execve, {Q, P}},
    {"execve envp", SYS_execve, {Q, 0, P}},
};

static char buffer[PAGE];
static unsigned long how[3];
static const char *good = "/nonexistent/good";

static long make(const struct call *call, const void *path)
{
    long argument[6];
    for (int i = 0; i < 6; i++) {
        switch (call->kind[i]) {
        case P: argument[i] = (long) path; break;
        case Q: argument[i] = (long) good; break;
        case B: argument[i] = (long) buffer; break;
        case H: argument[i] = (long) how; break;
        case D: argument[i] = AT_FDCWD; break;
        case BAD: argument[i] = 1; break;
        default: argument[i] = call->value[i];
        }
    }
    long result = syscall(call->number, argument[0], argument[1], argument[2], argument[3], argument[4], argument[5]);
    return result < 0 ? errno : 0;
}

/* Two pages, of which the second cannot be read. */
static char *edge(void)
{
    char *pages = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    mprotect(pages + PAGE, PAGE, PROT_NONE);
    return pages + PAGE;
}

static char *text(int length, char fill)
{
    char *start = malloc(length + 1);
    memset(start, fill, length);
    start[length] = 0;
    return start;
}

static void all(void)
{
    char *ends = strcpy(edge() - sizeof "/nonexistent/x", "/nonexistent/x");
    char *runs_out = memcpy(edge() - 5, "/none", 5);
    char *nothing = edge();
    char *pages = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    char *crossing = strcpy(pages + PAGE - 7, "/nonexistent/crossing");
    char *deep = text(4095, '/');
    char *name = text(300, 'n');
    char *read_only = strcpy(mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), "/nonexistent/ro");
    mprotect(read_only, PAGE, PROT_READ);
    const void *bad[] = {
        NULL, (void *) 1, (void *) -1L, (void *) -4096L, (void *) 0xffff800000000000UL, (void *) 0x800000000000UL,
        (void *) 0x7ffffffff000UL, nothing, nothing - 1, runs_out, ends, crossing, read_only, "", ".", "missing/below", "/nonexistent/below/",
        name, text(4094, 'x'), text(4095, 'x'), text(4096, 'x'), text(100000, 'x'), deep, text(4096, '/'),
        "/dev/net/null/below", "/dev/null/below", "\xff\xfe/\x80", "/proc/self/fd/9999", "/proc/0/fd",
    };
    for (unsigned c = 0; c < sizeof calls / sizeof *calls; c++) {
        printf("%s:", calls[c].name);
        for (unsigned b = 0; b < sizeof bad / sizeof *bad; b++) {
            /* "." and slashes name something that exists, and could be changed. */
            const char *string = bad[b];
            int exists = string == deep || (b > 12 && (strcmp(string, ".") == 0));
            printf(" %ld", exists && c > 6 ? -1 : make(&calls[c], string));
        }
        printf("\n");
    }
    fflush(stdout);
}

static char *shared;

static void *change(void *unused)
{
    static const char *const texts[] = {"/dev/net/null", "/etc/passwd", "/dev/net/null/x/y", "", "/proc/self/cwd/../dev/net/null", "umview/um_ls_service", "/bin/true"};
    (void) unused;
    for (unsigned i = 0;; i++) {
        const char *next = texts[i % 7];
        strcpy(shared, next);
        if (i % 64 == 0) {
            memset(shared, 'a' + i / 64 % 26, 5000);
        }
        if (i % 256 == 0) {
            mprotect(shared, PAGE, PROT_NONE);
            usleep(50);
            mprotect(shared, PAGE, PROT_READ | PROT_WRITE);
        }
    }
    return NULL;
}

static void segmentation_fault(int signal)
{
    (void) signal;
    _exit(7);
}

static void race(int seconds)
{
    static const int harmless[] = {SYS_open, SYS_stat, SYS_lstat, SYS_access, SYS_readlink, SYS_chdir, SYS_statfs, SYS_newfstatat, SYS_statx};
    pthread_t thread;
    time_t end = time(NULL) + seconds;
    shared = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    signal(SIGSEGV, segmentation_fault);
    pthread_create(&thread, NULL, change, NULL);
    while (time(NULL) < end) {
        for (unsigned i = 0; i < sizeof calls / sizeof *calls; i++) {
            for (unsigned h = 0; h < sizeof harmless / sizeof *harmless; h++) {
                if (calls[i].number == harmless[h]) {
                    long result = make(&calls[i], shared);
                    (void) result;
                }
            }
        }
        for (int fd = 3; fd < 40; fd++) {
            close(fd);
        }
    }
    _exit(0);
}

int main(int argc, char **argv)
{
    if (argc > 2) {
        race(atoi(argv[2]));
    }
    all();
    return 0;
}
