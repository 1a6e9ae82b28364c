/* Starts /bin/echo in every way that Linux knows. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/sched.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static void echo(const char *how)
{
    char *arguments[] = {"echo", (char *) how, NULL};
    execve("/bin/echo", arguments, environ);
    _exit(99);
}

static void wait_for(pid_t pid, const char *how)
{
    int status = -1;
    if (pid < 0 || waitpid(pid, &status, 0) != pid || status != 0) {
        printf("%s failed: %d\n", how, status);
        exit(1);
    }
}

static int in_clone(void *how)
{
    echo(how);
    return 99;
}

int main(void)
{
    pid_t pid = fork();
    if (pid == 0) {
        echo("fork");
    }
    wait_for(pid, "fork");

    pid = vfork();
    if (pid == 0) {
        echo("vfork");
    }
    wait_for(pid, "vfork");

    char *arguments[] = {"echo", "posix_spawn", NULL};
    pid = -1;
    posix_spawn(&pid, "/bin/echo", NULL, NULL, arguments, environ);
    wait_for(pid, "posix_spawn");

    char *stack = malloc(65536);
    wait_for(clone(in_clone, stack + 65536, CLONE_VM | CLONE_VFORK | SIGCHLD, "clone"), "clone");

    struct clone_args how;
    memset(&how, 0, sizeof how);
    how.exit_signal = SIGCHLD;
    pid = syscall(SYS_clone3, &how, sizeof how);
    if (pid == 0) {
        echo("clone3");
    }
    wait_for(pid, "clone3");

    pid = fork();
    if (pid == 0) {
        int fd = open("/bin/echo", O_PATH | O_CLOEXEC);
        char *words[] = {"echo", "fexecve", NULL};
        fexecve(fd, words, environ);
        _exit(99);
    }
    wait_for(pid, "fexecve");

    pid = fork();
    if (pid == 0) {
        int folder = open("/bin", O_PATH | O_DIRECTORY | O_CLOEXEC);
        char *words[] = {"echo", "execveat", NULL};
        syscall(SYS_execveat, folder, "echo", words, environ, 0);
        _exit(99);
    }
    wait_for(pid, "execveat");
    return 0;
}
