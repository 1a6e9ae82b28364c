/*
 * msocket [PATH DOMAIN TYPE]...: calls msocket(2) of View-OS for each three words and prints its result,
 * "socket" for a descriptor. PATH "-" is NULL. Other words: "fork" goes on in a child, "try N" prints
 * the result of socket(N, SOCK_DGRAM, 0), "raw NUMBER COUNT" makes another virtual call.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static long msocket(const char *path, long domain, long type)
{
    long arguments[] = {(long) path, domain, type, 0};
    return syscall(SYS_pivot_root, NULL, 4L, 2L, arguments);
}

static void print(long result, int descriptor)
{
    struct stat status;
    if (result < 0) {
        printf("%s\n", strerrorname_np(errno));
    } else if (!descriptor) {
        printf("%ld\n", result);
    } else {
        printf("%s\n", fstat(result, &status) == 0 && S_ISSOCK(status.st_mode) ? "socket" : "no socket");
        close(result);
    }
    fflush(stdout);
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc;) {
        if (strcmp(argv[i], "fork") == 0) {
            int status;
            pid_t pid = fork();
            if (pid != 0) {
                waitpid(pid, &status, 0);
                puts("parent");
                while (i < argc && strcmp(argv[i], "parent") != 0) {
                    i++;
                }
            }
            i++;
        } else if (strcmp(argv[i], "parent") == 0) {
            return 0;
        } else if (strcmp(argv[i], "try") == 0) {
            print(socket(atoi(argv[i + 1]), SOCK_DGRAM, 0), 1);
            i += 2;
        } else if (strcmp(argv[i], "raw") == 0) {
            long arguments[16] = {0};
            print(syscall(SYS_pivot_root, NULL, atol(argv[i + 2]), atol(argv[i + 1]), arguments), 0);
            i += 3;
        } else {
            const char *path = strcmp(argv[i], "-") == 0 ? NULL : argv[i];
            long type = atol(argv[i + 2]);
            print(msocket(path, atol(argv[i + 1]), type), type != 0);
            i += 3;
        }
    }
    return 0;
}
