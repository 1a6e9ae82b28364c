/*
 * What any stack behind a TAP device can reach at most: moves frames between two TAP devices of two
 * network namespaces, with the kernel's stack at both ends.
 *
 *   tapcopy [-o] NAMESPACE-A DEVICE-A NAMESPACE-B DEVICE-B
 *
 * -o: with virtio headers, so that checksums and segmentation are left undone.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <poll.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define FRAME (65536 + 64)

static void die(const char *what) {
  perror(what);
  exit(1);
}

static int tap(const char *space, const char *device, int offload) {
  char path[256];
  snprintf(path, sizeof path, "/var/run/netns/%s", space);
  int namespace = open(path, O_RDONLY | O_CLOEXEC);
  if (namespace < 0 || setns(namespace, CLONE_NEWNET)) die(path);
  close(namespace);
  int fd = open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);
  if (fd < 0) die("/dev/net/tun");
  struct ifreq r = {0};
  snprintf(r.ifr_name, IFNAMSIZ, "%s", device);
  r.ifr_flags = IFF_TAP | IFF_NO_PI | (offload ? IFF_VNET_HDR : 0);
  if (ioctl(fd, TUNSETIFF, &r)) die(device);
  if (offload && ioctl(fd, TUNSETOFFLOAD, TUN_F_CSUM | TUN_F_TSO4 | TUN_F_TSO6)) die("TUNSETOFFLOAD");
  return fd;
}

int main(int argc, char **argv) {
  int offload = argc > 1 && !strcmp(argv[1], "-o");
  if (argc - offload != 5) {
    fputs("Usage: tapcopy [-o] NAMESPACE DEVICE NAMESPACE DEVICE\n", stderr);
    return 2;
  }
  argv += offload;
  struct pollfd ends[2] = {{tap(argv[1], argv[2], offload), POLLIN, 0}, {tap(argv[3], argv[4], offload), POLLIN, 0}};
  static char frame[FRAME];
  puts("ready");
  fflush(stdout);
  for (;;) {
    if (poll(ends, 2, -1) < 0 && errno != EINTR) die("poll");
    for (int from = 0; from < 2; from++) {
      if (!(ends[from].revents & POLLIN)) continue;
      ssize_t n;
      for (int burst = 0; burst < 64 && (n = read(ends[from].fd, frame, sizeof frame)) > 0; burst++) {
        while (write(ends[1 - from].fd, frame, n) < 0 && errno == EAGAIN) {
          struct pollfd room = {ends[1 - from].fd, POLLOUT, 0};
          poll(&room, 1, -1);
        }
      }
    }
  }
}
