/* The calls of netbench on lwIP (Debian's package liblwip-dev), with a TAP device named tap-lwip. */
#include <lwip/sockets.h>
#include <lwip/tcpip.h>
#include <netif/tapif.h>
#include <stdlib.h>
#include <unistd.h>

static int ready[2];
static struct netif interface;
static ip4_addr_t own;

/* In lwIP's own thread. */
static void started(void *argument) {
  ip4_addr_t mask = {PP_HTONL(0xffffff00)}, none = {0};
  (void)argument;
  own.addr = (own.addr & mask.addr) | PP_HTONL(78);
  netif_add(&interface, &own, &mask, &none, 0, tapif_init, tcpip_input);
  netif_set_default(&interface);
  netif_set_up(&interface);
  netif_set_link_up(&interface);
  if (write(ready[1], "", 1) != 1) exit(1);
}

/* The stack's own address is that of the peer with another last byte. */
void s_start(const char *host) {
  char byte;
  ip4addr_aton(host, &own);
  setenv("PRECONFIGURED_TAPIF", "tap-lwip", 1);
  if (pipe(ready)) exit(1);
  tcpip_init(started, 0);
  if (read(ready[0], &byte, 1) != 1) exit(1);
}

int s_socket(int domain, int type, int protocol) {
  (void)domain;
  return lwip_socket(AF_INET, type, protocol);
}

int s_connect(int s, const void *name, unsigned length) { return lwip_connect(s, name, length); }

ssize_t s_send(int s, const void *data, size_t size, int flags) { return lwip_send(s, data, size, flags); }

ssize_t s_recv(int s, void *memory, size_t size, int flags) { return lwip_recv(s, memory, size, flags); }

int s_setsockopt(int s, int level, int name, const void *value, unsigned length) {
  return lwip_setsockopt(s, level, name, value, length);
}

int s_close(int s) { return lwip_close(s); }
