/*
 * Times system calls and other work, a batch at a time. Reads lines "CASE COUNT [ARGUMENT]" from
 * standard input and answers each with the nanoseconds that COUNT rounds of CASE took, or "error ...".
 * Whoever drives several of these programs can so take their batches in turn.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "umbench.h"

#define BLOCK 65536

extern char **environ;

static int peer_in = -1;
static int peer_out = -1;
static pid_t peer;

void fail(const char *format, ...) {
	va_list arguments;
	int error = errno;
	printf("error ");
	va_start(arguments, format);
	vprintf(format, arguments);
	va_end(arguments);
	printf(": %s\n", strerror(error));
	exit(1);
}

long long now(void) {
	struct timespec time;
	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * 1000000000LL + time.tv_nsec;
}

/* ---- one round of a case ---- */

static void one_stat(const char *path) {
	struct stat status;
	if (stat(path, &status) < 0)
		fail("stat %s", path);
}

static void one_open(const char *path) {
	char byte;
	int descriptor = open(path, O_RDONLY);
	if (descriptor < 0 || read(descriptor, &byte, 1) < 0)
		fail("open %s", path);
	close(descriptor);
}

static void one_socket(void) {
	int descriptor = socket(AF_INET, SOCK_STREAM, 0);
	if (descriptor < 0)
		fail("socket");
	close(descriptor);
}

static void one_program(char *const arguments[]) {
	pid_t child;
	int status;
	int error = posix_spawn(&child, arguments[0], NULL, NULL, arguments, environ);
	if (error != 0) {
		errno = error;
		fail("spawn %s", arguments[0]);
	}
	if (waitpid(child, &status, 0) < 0 || status != 0) {
		errno = ECHILD;
		fail("%s: status %#x", arguments[0], status);
	}
}

static char **words(char *line) {
	static char *list[64];
	int count = 0;
	for (char *word = strtok(line, " "); word != NULL && count < 63; word = strtok(NULL, " "))
		list[count++] = word;
	list[count] = NULL;
	return list;
}

/* fork, not vfork: the page tables are copied, as a shell does it. */
static void one_fork(const char *program) {
	int status;
	pid_t child = fork();
	if (child == 0) {
		execl(program, program, (char *)NULL);
		_exit(127);
	}
	if (child < 0 || waitpid(child, &status, 0) < 0 || status != 0)
		fail("fork and exec of %s", program);
}

/* ---- cases with a second process ---- */

static void echo(int in, int out) {
	char byte;
	while (read(in, &byte, 1) == 1)
		if (write(out, &byte, 1) != 1)
			break;
	_exit(0);
}

static void swallow(int in, int out) {
	static char block[BLOCK];
	ssize_t count;
	ssize_t missing = BLOCK;
	while ((count = read(in, block, missing)) > 0) {
		missing -= count;
		if (missing == 0) {
			missing = BLOCK;
			if (write(out, block, 1) != 1)
				break;
		}
	}
	_exit(0);
}

static void no_peer(void) {
	if (peer > 0) {
		close(peer_in);
		if (peer_out != peer_in)
			close(peer_out);
		waitpid(peer, NULL, 0);
		peer = 0;
	}
}

static void start_peer(int in, int out, int other_in, int other_out, void (*run)(int, int)) {
	fflush(stdout);
	peer = fork();
	if (peer < 0)
		fail("fork");
	if (peer == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		close(in);
		if (out != in)
			close(out);
		run(other_in, other_out);
	}
	close(other_in);
	if (other_out != other_in)
		close(other_out);
	peer_in = in;
	peer_out = out;
}

static void pipe_peer(void) {
	int there[2];
	int back[2];
	if (pipe2(there, O_CLOEXEC) < 0 || pipe2(back, O_CLOEXEC) < 0)
		fail("pipe");
	start_peer(back[0], there[1], there[0], back[1], echo);
}

static void tcp_connect(struct sockaddr_in *address, int listener, int ends[2]) {
	int on = 1;
	ends[0] = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (ends[0] < 0 || connect(ends[0], (struct sockaddr *)address, sizeof *address) < 0)
		fail("connect");
	ends[1] = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
	if (ends[1] < 0)
		fail("accept");
	for (int i = 0; i < 2; i++)
		setsockopt(ends[i], IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

static int tcp_listen(struct sockaddr_in *address) {
	socklen_t length = sizeof *address;
	int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	memset(address, 0, sizeof *address);
	address->sin_family = AF_INET;
	address->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (listener < 0 || bind(listener, (struct sockaddr *)address, sizeof *address) < 0 ||
	    listen(listener, 16) < 0 || getsockname(listener, (struct sockaddr *)address, &length) < 0)
		fail("listen");
	return listener;
}

static void tcp_peer(void (*run)(int, int)) {
	struct sockaddr_in address;
	int ends[2];
	int listener = tcp_listen(&address);
	tcp_connect(&address, listener, ends);
	close(listener);
	start_peer(ends[0], ends[0], ends[1], ends[1], run);
}

static void one_exchange(void) {
	char byte = 1;
	if (write(peer_out, &byte, 1) != 1 || read(peer_in, &byte, 1) != 1)
		fail("peer");
}

static void one_block(void) {
	static char block[BLOCK];
	size_t done = 0;
	while (done < BLOCK) {
		ssize_t count = write(peer_out, block + done, BLOCK - done);
		if (count <= 0)
			fail("peer");
		done += count;
	}
	if (read(peer_in, block, 1) != 1)
		fail("peer");
}

static long long connections(long count) {
	struct sockaddr_in address;
	int ends[2];
	int listener = tcp_listen(&address);
	long long start = now();
	for (long i = 0; i < count; i++) {
		struct linger reset = {1, 0};
		tcp_connect(&address, listener, ends);
		/* No TIME_WAIT, of which thousands would pile up. */
		setsockopt(ends[0], SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
		close(ends[0]);
		close(ends[1]);
	}
	long long time = now() - start;
	close(listener);
	return time;
}

/* ---- several processes at once ---- */

static long long together(long count, int processes) {
	int gate[2];
	char byte;
	if (pipe(gate) < 0)
		fail("pipe");
	fflush(stdout);
	for (int i = 0; i < processes; i++) {
		pid_t child = fork();
		if (child < 0)
			fail("fork");
		if (child == 0) {
			close(gate[1]);
			if (read(gate[0], &byte, 1) != 0)
				_exit(1);
			for (long j = 0; j < count; j++)
				syscall(SYS_getppid);
			_exit(0);
		}
	}
	close(gate[0]);
	/* All of them shall wait at the gate when it opens. */
	usleep(20000);
	long long start = now();
	close(gate[1]);
	while (wait(NULL) > 0)
		continue;
	return now() - start;
}

/* ---- requests ---- */

static long long run(const char *name, long count, char *argument) {
	char *shell[] = {"/bin/sh", "-c", argument, NULL};
	if (strcmp(name, "getppid") == 0)
		REPEAT(syscall(SYS_getppid));
	if (strcmp(name, "getpgid") == 0)
		REPEAT(syscall(SYS_getpgid, 0));
	if (strcmp(name, "swapoff") == 0)
		REPEAT(syscall(SYS_swapoff, argument));
	if (strcmp(name, "stat") == 0)
		REPEAT(one_stat(argument));
	if (strcmp(name, "open") == 0)
		REPEAT(one_open(argument));
	if (strcmp(name, "read") == 0) {
		char byte;
		static int descriptor = -1;
		if (descriptor < 0)
			descriptor = open("/dev/zero", O_RDONLY | O_CLOEXEC);
		REPEAT(if (read(descriptor, &byte, 1) != 1) fail("read"));
	}
	if (strcmp(name, "socket") == 0)
		REPEAT(one_socket());
	if (strcmp(name, "fork") == 0)
		REPEAT(one_fork(argument));
	if (strcmp(name, "shell") == 0)
		REPEAT(one_program(shell));
	if (strcmp(name, "spawn") == 0) {
		char **program = words(argument);
		REPEAT(one_program(program));
	}
	if (strcmp(name, "exchange") == 0)
		REPEAT(one_exchange());
	if (strcmp(name, "block") == 0)
		REPEAT(one_block());
	if (strcmp(name, "connect") == 0)
		return connections(count);
	if (strcmp(name, "together") == 0)
		return together(count, atoi(argument));
	if (strcmp(name, "pin") == 0) {
		cpu_set_t set;
		CPU_ZERO(&set);
		CPU_SET(count, &set);
		return sched_setaffinity(0, sizeof set, &set);
	}
	if (strcmp(name, "peer") == 0) {
		no_peer();
		if (strcmp(argument, "pipe") == 0)
			pipe_peer();
		else
			tcp_peer(strcmp(argument, "block") == 0 ? swallow : echo);
		return 0;
	}
	return files(name, count, argument);
}

int main(void) {
	static char line[8192];
	char name[32];
	long count;
	int end;
	printf("ready\n");
	fflush(stdout);
	while (fgets(line, sizeof line, stdin) != NULL) {
		line[strcspn(line, "\n")] = 0;
		if (sscanf(line, "%31s %ld%n", name, &count, &end) != 2)
			break;
		char *argument = line + end + (line[end] == ' ');
		long long time = run(name, count, argument);
		printf("%lld\n", time);
		fflush(stdout);
	}
	no_peer();
	printf("ended\n");
	return 0;
}
