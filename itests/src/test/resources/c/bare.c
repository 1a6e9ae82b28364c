/* bare FILE: closes every descriptor, and then lives on: opens FILE, writes to it, runs a program. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    (void) argc;
    if (syscall(SYS_close_range, 0, ~0U, 0) != 0) {
        return 1;
    }
    if (open(argv[1], O_RDWR | O_CREAT | O_TRUNC, 0600) != 0 || write(0, "bare\n", 5) != 5) {
        return 2;
    }
    pid_t pid = fork();
    if (pid == 0) {
        execl("/bin/true", "true", (char *) NULL);
        _exit(3);
    }
    int status;
    return waitpid(pid, &status, 0) == pid && status == 0 ? 9 : 4;
}
