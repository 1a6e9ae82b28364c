/*
 * everyday [STACK]: what ordinary programs ask of a C library, which each library asks of the kernel in its
 * own way. Prints a line for each; the last ones are about sockets: of the default stack, and of STACK.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <msocket.h>
#include <pthread.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static void say(const char *what, int works)
{
    printf("%s: %s\n", what, works ? "works" : strerror(errno));
    fflush(stdout);
}

static void *in_a_thread(void *unused)
{
    (void) unused;
    return access("/etc/passwd", R_OK) == 0 ? (void *) 1 : NULL;
}

static int thread_works(void)
{
    pthread_t thread;
    void *result = NULL;
    return pthread_create(&thread, NULL, in_a_thread, NULL) == 0 && pthread_join(thread, &result) == 0
        && result != NULL;
}

static int child_works(pid_t pid)
{
    int status;
    return pid > 0 && waitpid(pid, &status, 0) == pid && WIFEXITED(status) && WEXITSTATUS(status) == 3;
}

static pid_t spawned(void)
{
    char *words[] = {"sh", "-c", "exit 3", NULL};
    pid_t pid;
    return posix_spawn(&pid, "/bin/sh", NULL, NULL, words, environ) == 0 ? pid : -1;
}

static pid_t forked(int vforked)
{
    pid_t pid = vforked ? vfork() : fork();
    if (pid == 0) {
        execlp("sh", "sh", "-c", "exit 3", (char *) NULL);
        _exit(4);
    }
    return pid;
}

static int pipe_works(void)
{
    char line[16] = "";
    FILE *pipe = popen("echo from a child", "r");
    return pipe != NULL && fgets(line, sizeof line, pipe) != NULL && strncmp(line, "from a child", 12) == 0
        && pclose(pipe) == 0;
}

static int file_works(void)
{
    char path[] = "/tmp/everyday.XXXXXX";
    char read_back[8] = "";
    struct stat status;
    int fd = mkstemp(path);
    FILE *file = fdopen(fd, "r+");
    int works = file != NULL && fputs("content", file) >= 0 && fflush(file) == 0 && stat(path, &status) == 0
        && status.st_size == 7 && fseek(file, 0, SEEK_SET) == 0 && fread(read_back, 1, 7, file) == 7
        && strcmp(read_back, "content") == 0;
    fclose(file);
    return unlink(path) == 0 && works;
}

static int folder_works(void)
{
    DIR *folder = opendir("/etc");
    int found = 0;
    for (struct dirent *entry; folder != NULL && (entry = readdir(folder)) != NULL;) {
        found |= strcmp(entry->d_name, "passwd") == 0;
    }
    return folder != NULL && closedir(folder) == 0 && found;
}

int main(int argc, char **argv)
{
    struct stat status;
    char *real = realpath("/etc/../etc/passwd", NULL);
    say("file", file_works());
    say("folder", folder_works());
    say("realpath", real != NULL && strcmp(real, "/etc/passwd") == 0);
    say("thread", thread_works());
    say("fork", child_works(forked(0)));
    say("vfork", child_works(forked(1)));
    say("posix_spawn", child_works(spawned()));
    say("system", WEXITSTATUS(system("exit 3")) == 3);
    say("popen", pipe_works());
    say("socket", socket(PF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0) >= 0);
    if (argc > 1) {
        say("stat", stat(argv[1], &status) == 0 && S_ISSTACK(status.st_mode));
        say("msocket", msocket(argv[1], PF_INET, SOCK_DGRAM, 0) >= 0);
    }
    return 0;
}
