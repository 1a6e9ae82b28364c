/*
 * The least that answers trapped system calls: runs a program whose getppid, getpgid, swapoff and execve
 * arrive here by seccomp user notification. getppid is answered with a value, getpgid and execve are left
 * to the kernel, and of swapoff the path is read first. What a tracer in any language costs is measured
 * against this. With -p the calls by which programs find files arrive too: their paths are read, and they
 * are left to the kernel.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef SECCOMP_USER_NOTIF_FD_SYNC_WAKE_UP
#define SECCOMP_USER_NOTIF_FD_SYNC_WAKE_UP 1
#define SECCOMP_IOCTL_NOTIF_SET_FLAGS SECCOMP_IOW(4, __u64)
#endif
#ifndef SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV
#define SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV 32
#endif

#define PAGE 4096

static void die(const char *what) {
	perror(what);
	exit(1);
}

static const int plain_calls[] = {SYS_getppid, SYS_getpgid, SYS_execve, SYS_swapoff};
static const int path_calls[] = {SYS_openat, SYS_newfstatat, SYS_access, SYS_readlink, SYS_chdir, SYS_unlink, SYS_getcwd};

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define MOST (COUNT(plain_calls) + COUNT(path_calls))

static int install(int paths) {
	struct sock_filter code[MOST + 3] = {BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr))};
	unsigned calls = COUNT(plain_calls) + (paths ? COUNT(path_calls) : 0);
	for (unsigned i = 0; i < calls; i++) {
		int call = i < COUNT(plain_calls) ? plain_calls[i] : path_calls[i - COUNT(plain_calls)];
		code[1 + i] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, call, calls - i, 0);
	}
	code[1 + calls] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
	code[2 + calls] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_USER_NOTIF);
	struct sock_fprog program = {calls + 3, code};
	int flags = SECCOMP_FILTER_FLAG_NEW_LISTENER | SECCOMP_FILTER_FLAG_SPEC_ALLOW;
	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	int listener = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER,
			       flags | SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV, &program);
	if (listener < 0 && errno == EINVAL)
		listener = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags, &program);
	if (listener < 0)
		die("seccomp");
	return listener;
}

static void pass(int channel, int descriptor) {
	char byte = 0;
	struct iovec text = {&byte, 1};
	union {
		struct cmsghdr header;
		char space[CMSG_SPACE(sizeof(int))];
	} control;
	struct msghdr message = {.msg_iov = &text, .msg_iovlen = 1, .msg_control = &control,
				 .msg_controllen = sizeof control};
	control.header.cmsg_level = SOL_SOCKET;
	control.header.cmsg_type = SCM_RIGHTS;
	control.header.cmsg_len = CMSG_LEN(sizeof(int));
	memcpy(CMSG_DATA(&control.header), &descriptor, sizeof descriptor);
	if (sendmsg(channel, &message, 0) != 1)
		die("sendmsg");
}

static int take(int channel) {
	char byte;
	int descriptor;
	struct iovec text = {&byte, 1};
	union {
		struct cmsghdr header;
		char space[CMSG_SPACE(sizeof(int))];
	} control;
	struct msghdr message = {.msg_iov = &text, .msg_iovlen = 1, .msg_control = &control,
				 .msg_controllen = sizeof control};
	if (recvmsg(channel, &message, MSG_CMSG_CLOEXEC) != 1 || message.msg_controllen == 0)
		die("recvmsg");
	memcpy(&descriptor, CMSG_DATA(&control.header), sizeof descriptor);
	return descriptor;
}

static int path_length(pid_t thread, uint64_t address) {
	static char path[PAGE];
	size_t size = PAGE - (address & (PAGE - 1));
	struct iovec local = {path, size};
	struct iovec remote = {(void *)(uintptr_t)address, size};
	if (process_vm_readv(thread, &local, 1, &remote, 1, 0) != (ssize_t)size)
		return -EFAULT;
	return strnlen(path, size);
}

static void serve(int listener, int paths) {
	struct seccomp_notif call;
	struct seccomp_notif_resp answer;
	struct pollfd ready = {listener, POLLIN, 0};
	ioctl(listener, SECCOMP_IOCTL_NOTIF_SET_FLAGS, SECCOMP_USER_NOTIF_FD_SYNC_WAKE_UP);
	while (poll(&ready, 1, -1) >= 0 && (ready.revents & POLLIN)) {
		memset(&call, 0, sizeof call);
		if (ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &call) < 0)
			continue;
		memset(&answer, 0, sizeof answer);
		answer.id = call.id;
		switch (call.data.nr) {
		case SYS_getppid:
			answer.val = 1;
			break;
		case SYS_swapoff:
			answer.val = path_length(call.pid, call.data.args[0]);
			break;
		case SYS_openat:
		case SYS_newfstatat:
			path_length(call.pid, call.data.args[1]);
			answer.flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE;
			break;
		case SYS_execve:
		case SYS_access:
		case SYS_readlink:
		case SYS_chdir:
		case SYS_unlink:
			if (paths)
				path_length(call.pid, call.data.args[0]);
			answer.flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE;
			break;
		default:
			answer.flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE;
		}
		ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &answer);
	}
}

int main(int count, char **arguments) {
	int channel[2];
	int paths = count > 1 && strcmp(arguments[1], "-p") == 0;
	char **program = arguments + 1 + paths;
	if (count < 2 + paths) {
		fprintf(stderr, "usage: responder [-p] PROGRAM [ARGUMENT...]\n");
		return 2;
	}
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, channel) < 0)
		die("socketpair");
	pid_t child = fork();
	if (child == 0) {
		pass(channel[1], install(paths));
		/* The listener is close-on-exec by nature. */
		execvp(*program, program);
		die(*program);
	}
	close(channel[1]);
	serve(take(channel[0]), paths);
	waitpid(child, NULL, 0);
	return 0;
}
