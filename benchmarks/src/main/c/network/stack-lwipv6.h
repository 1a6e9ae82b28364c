/* netbench on liblwipv6 (Debian's package liblwipv6-2), with a TAP device named tap-lwip. */
#include <stdlib.h>

struct netif;
struct stack;
struct ip_addr {
  uint32_t addr[4];
};
struct stack *lwip_add_stack(unsigned long flags);
void lwip_stack_set(struct stack *stack);
struct netif *lwip_tapif_add(struct stack *stack, char *device, int flags);
int lwip_ifup_flags(struct netif *netif, int flags);
int lwip_add_addr(struct netif *netif, struct ip_addr *address, struct ip_addr *mask);
int lwip_socket(int domain, int type, int protocol);
int lwip_connect(int s, struct sockaddr *name, socklen_t length);
int lwip_send(int s, void *data, int size, unsigned flags);
int lwip_recv(int s, void *memory, int length, unsigned flags);
int lwip_setsockopt(int s, int level, int name, const void *value, socklen_t length);
int lwip_close(int s);

#define s_socket lwip_socket
#define s_connect lwip_connect
#define s_send lwip_send
#define s_recv lwip_recv
#define s_setsockopt lwip_setsockopt
#define s_close lwip_close

/* The stack's own address is that of the peer with another last byte. */
static void s_start(const char *host) {
  struct ip_addr own = {{0, 0, htonl(0xffff), 0}}, mask = {{~0u, ~0u, ~0u, htonl(0xffffff00)}};
  struct stack *stack = lwip_add_stack(0);
  struct netif *netif = lwip_tapif_add(stack, "tap-lwip", 0);
  if (!stack || !netif) {
    fputs("netbench: no TAP\n", stderr);
    exit(1);
  }
  inet_pton(AF_INET, host, &own.addr[3]);
  own.addr[3] = (own.addr[3] & htonl(0xffffff00)) | htonl(77);
  lwip_add_addr(netif, &own, &mask);
  lwip_ifup_flags(netif, 0);
  lwip_stack_set(stack);
}
