/*
 * SPDX-License-Identifier: Apache-2.0
 *
 * msocket(2) and the calls that control a view, for C and C++ programs. Everything is inline: there is
 * nothing to link with, and a program that uses this header runs outside of views too.
 *
 * A virtual system call is carried by pivot_root(NULL, count, number, arguments). The kernel refuses that;
 * a hypervisor answers it.
 */
#ifndef UMVIEW_MSOCKET_H
#define UMVIEW_MSOCKET_H

#include <errno.h>
#include <stddef.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/utsname.h>
#include <unistd.h>

#ifdef __cplusplus
extern "C" {
#else
/* unistd.h does not declare it for -std=c99. */
extern long syscall(long number, ...);
#endif

#ifndef S_IFSTACK
/* File type of a stack special file, as stat(2) tells it in st_mode. */
#define S_IFSTACK 0160000
#endif
#ifndef S_ISSTACK
#define S_ISSTACK(mode) (((mode) & 0170000) == S_IFSTACK)
#endif
#ifndef SOCK_DEFAULT
/* Type of msocket(2): choose a default stack, make no socket. */
#define SOCK_DEFAULT 0
#endif

/* Numbers of virtual system calls. */
#define UM_SERVICE 1
#define UM_MSOCKET 2

/* Codes of the virtual system call UM_SERVICE. */
#define UM_ADD_SERVICE 0
#define UM_DEL_SERVICE 1
#define UM_LIST_SERVICE 3
#define UM_NAME_SERVICE 4
#define UM_GETINFO 0x101
#define UM_SETVIEWNAME 0x102
#define UM_KILLALL 0x103
#define UM_ATTACH 0x104
#define UM_FSALIAS 0x105

/* What um_view_getinfo() tells. */
struct viewinfo {
  struct utsname uname;
  int serverid;         /* process id of the hypervisor */
  unsigned long viewid; /* number of the view, 0 for the outermost */
  char viewname[65];
};

/* Makes a virtual system call. Returns -1 and sets errno on error. */
static inline long um_syscall(int number, int count, const long *arguments) {
  return syscall(SYS_pivot_root, NULL, (long)count, (long)number, arguments);
}

static inline int um_service3(long code, long first, long second, long third) {
  long arguments[4];
  arguments[0] = code;
  arguments[1] = first;
  arguments[2] = second;
  arguments[3] = third;
  return (int)um_syscall(UM_SERVICE, 4, arguments);
}

/* Tells which view the caller lives in. Fails outside of views, with EFAULT or EPERM. */
static inline int um_view_getinfo(struct viewinfo *info) {
  return um_service3(UM_GETINFO, (long)info, 0, 0);
}

/* Whether the caller lives in a view: 1 or 0. Leaves errno as it is. */
static inline int um_check_viewos(void) {
  struct viewinfo info;
  int before = errno;
  int inside = um_view_getinfo(&info) == 0;
  errno = before;
  return inside;
}

/* um_add_service(1); service is NAME or NAME,ARGUMENTS. */
static inline int um_add_service(const char *service, int permanent) {
  return um_service3(UM_ADD_SERVICE, (long)service, permanent, 0);
}

/* um_del_service(1). */
static inline int um_del_service(const char *name) {
  return um_service3(UM_DEL_SERVICE, (long)name, 0, 0);
}

/* The names of the view's services, oldest first, each followed by a colon. What does not fit is cut off. */
static inline int um_list_service(char *buffer, size_t size) {
  return um_service3(UM_LIST_SERVICE, (long)buffer, (long)size, 0);
}

/* The description of a service. What does not fit is cut off. */
static inline int um_name_service(const char *name, char *buffer, size_t size) {
  return um_service3(UM_NAME_SERVICE, (long)name, (long)buffer, (long)size);
}

/* viewname(1). */
static inline int um_setviewname(const char *name) {
  return um_service3(UM_SETVIEWNAME, (long)name, 0, 0);
}

/* Sends a signal to all processes of the view and of the views inside it, the caller included. */
static inline int um_killall(int signo) {
  return um_service3(UM_KILLALL, signo, 0, 0);
}

/* um_attach(1). */
static inline int um_attach(pid_t pid) {
  return um_service3(UM_ATTACH, pid, 0, 0);
}

/* um_fsalias(1); a type that is NULL or empty takes the alias away. */
static inline int um_fsalias(const char *alias, const char *fstype) {
  return um_service3(UM_FSALIAS, (long)alias, (long)(fstype == NULL ? "" : fstype), 0);
}

/* Whether an error of a virtual system call says that nobody serves it; views give the same ones other meanings. */
static inline int um_no_stacks(int error) {
  return error == ENOSYS || ((error == EFAULT || error == EPERM) && !um_check_viewos());
}

/*
 * msocket(2): a socket of the network stack that path names, or of the caller's default stack if path is
 * NULL; with type SOCK_DEFAULT, makes the stack the caller's default for the family domain (PF_UNSPEC: for
 * all that it serves) and returns 0.
 *
 * Where no stacks are (outside of views, or in a view without umnet) this is socket(2) for a NULL path, and
 * any other path is no stack: ENOTSUP.
 */
static inline int msocket(const char *path, int domain, int type, int protocol) {
  long arguments[4];
  int before = errno;
  int result;
  arguments[0] = (long)path;
  arguments[1] = domain;
  arguments[2] = type;
  arguments[3] = protocol;
  result = (int)um_syscall(UM_MSOCKET, 4, arguments);
  if (result >= 0 || !um_no_stacks(errno)) {
    return result;
  }
  if (type == SOCK_DEFAULT && path == NULL) {
    errno = EINVAL;
    return -1;
  }
  if (path != NULL) {
    errno = ENOTSUP;
    return -1;
  }
  errno = before;
  return socket(domain, type, protocol);
}

#ifdef __cplusplus
}
#endif

#endif
