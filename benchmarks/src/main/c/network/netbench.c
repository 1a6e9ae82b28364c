/*
 * Network speed as a program sees it. One server on the kernel's stack serves all cases; the client is an
 * ordinary program, or is linked with another stack's calls (-DSTACK_HEADER, see the drivers beside).
 *
 *   netbench server ADDRESS PORT
 *   netbench client ADDRESS PORT CASE SECONDS [SIZE]
 *
 * Cases: send, receive   one TCP stream, Mbit/s of payload that arrived
 *        rr              one byte and one byte back over TCP, per second
 *        connect         connections opened and closed, per second
 *        udprr           one datagram and one back, per second
 *        udpsend, udpreceive   datagrams of SIZE bytes that arrived, per second
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#ifdef STACK_HEADER
#include STACK_HEADER
#else
#define s_socket socket
#define s_connect connect
#define s_send send
#define s_recv recv
#define s_sendto sendto
#define s_recvfrom recvfrom
#define s_setsockopt setsockopt
#define s_close close
#define s_start(address) ((void)0)
#endif

#define BLOCK 131072

static void die(const char *what) {
  fprintf(stderr, "netbench: %s: %s\n", what, strerror(errno));
  exit(1);
}

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + t.tv_nsec / 1e9;
}

static struct sockaddr_in address(const char *host, int port) {
  struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(port)};
  if (inet_pton(AF_INET, host, &a.sin_addr) != 1) {
    errno = EINVAL;
    die(host);
  }
  return a;
}

/* ---- server: the first byte of a connection, or of a datagram, says what is wanted ---- */

struct request {
  uint32_t kind;
  uint32_t millis;
  uint32_t size;
};

static volatile uint64_t datagrams, streamed;

static void *serve(void *argument) {
  int s = (int)(intptr_t)argument, one = 1;
  char *block = calloc(1, BLOCK);
  struct request r;
  setsockopt(s, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  if (recv(s, &r, sizeof r, MSG_WAITALL) != sizeof r) goto end;
  switch (r.kind) {
    case 's': { /* take all */
      ssize_t n;
      while ((n = recv(s, block, BLOCK, 0)) > 0) __atomic_fetch_add(&streamed, n, __ATOMIC_RELAXED);
      break;
    }
    case 'b': { /* how many bytes since the last time */
      uint64_t count = __atomic_exchange_n(&streamed, 0, __ATOMIC_RELAXED);
      send(s, &count, sizeof count, MSG_NOSIGNAL);
      break;
    }
    case 'r': {
      double until = now() + r.millis / 1e3;
      while (now() < until && send(s, block, BLOCK, MSG_NOSIGNAL) > 0)
        ;
      break;
    }
    case 'e':
      while (recv(s, block, 1, 0) == 1 && send(s, block, 1, MSG_NOSIGNAL) == 1)
        ;
      break;
    case 'd': { /* how many datagrams since the last time */
      uint64_t count = __atomic_exchange_n(&datagrams, 0, __ATOMIC_RELAXED);
      send(s, &count, sizeof count, MSG_NOSIGNAL);
      break;
    }
  }
end:
  close(s);
  free(block);
  return 0;
}

static void *serve_datagrams(void *argument) {
  int s = (int)(intptr_t)argument;
  char block[65536];
  struct sockaddr_in from;
  for (;;) {
    socklen_t length = sizeof from;
    ssize_t n = recvfrom(s, block, sizeof block, 0, (struct sockaddr *)&from, &length);
    if (n <= 0) continue;
    struct request r;
    memcpy(&r, block, sizeof r);
    if (n == 1) {
      sendto(s, block, 1, 0, (struct sockaddr *)&from, length);
    } else if (n == sizeof r && r.kind == 'g') {
      double until = now() + r.millis / 1e3;
      while (now() < until) sendto(s, block, r.size, 0, (struct sockaddr *)&from, length);
    } else {
      __atomic_fetch_add(&datagrams, 1, __ATOMIC_RELAXED);
    }
  }
  return 0;
}

static int server(const char *host, int port) {
  struct sockaddr_in a = address(host, port);
  int one = 1, listener = socket(AF_INET, SOCK_STREAM, 0), udp = socket(AF_INET, SOCK_DGRAM, 0), big = 4 << 20;
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  setsockopt(udp, SOL_SOCKET, SO_RCVBUF, &big, sizeof big);
  if (bind(listener, (struct sockaddr *)&a, sizeof a) || listen(listener, 1024)) die("listen");
  if (bind(udp, (struct sockaddr *)&a, sizeof a)) die("bind");
  signal(SIGPIPE, SIG_IGN);
  pthread_t thread;
  pthread_create(&thread, 0, serve_datagrams, (void *)(intptr_t)udp);
  puts("ready");
  fflush(stdout);
  for (;;) {
    int s = accept(listener, 0, 0);
    if (s < 0) continue;
    pthread_create(&thread, 0, serve, (void *)(intptr_t)s);
    pthread_detach(thread);
  }
  return 0;
}

/* ---- client ---- */

static struct sockaddr_in peer;

static int call(uint32_t kind, double seconds, uint32_t size) {
  struct request r = {kind, (uint32_t)(seconds * 1e3), size};
  int one = 1, s = s_socket(AF_INET, SOCK_STREAM, 0);
  if (s < 0) die("socket");
  if (s_connect(s, (struct sockaddr *)&peer, sizeof peer)) die("connect");
  s_setsockopt(s, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  if (s_send(s, &r, sizeof r, 0) != sizeof r) die("send");
  return s;
}

static uint64_t number(int s) {
  uint64_t value = 0;
  size_t have = 0;
  while (have < sizeof value) {
    ssize_t n = s_recv(s, (char *)&value + have, sizeof value - have, 0);
    if (n <= 0) die("recv");
    have += n;
  }
  return value;
}

static uint64_t ask(uint32_t kind) {
  int s = call(kind, 0, 0);
  uint64_t value = number(s);
  s_close(s);
  return value;
}

static double stream(int sends, double seconds) {
  static char block[BLOCK];
  if (sends) ask('b');
  int s = call(sends ? 's' : 'r', seconds, 0);
  double start = now(), until = start + seconds;
  uint64_t total = 0;
  if (sends) {
    while (now() < until) {
      if (s_send(s, block, BLOCK, 0) < 0) die("send");
    }
    total = ask('b');
  } else {
    ssize_t n;
    while ((n = s_recv(s, block, BLOCK, 0)) > 0) total += n;
  }
  double took = now() - start;
  s_close(s);
  return total * 8 / took / 1e6;
}

static double rr(double seconds) {
  char byte = 1;
  int s = call('e', seconds, 0);
  double start = now(), until = start + seconds;
  long count = 0;
  while (now() < until) {
    if (s_send(s, &byte, 1, 0) != 1 || s_recv(s, &byte, 1, 0) != 1) die("rr");
    count++;
  }
  double took = now() - start;
  s_close(s);
  return count / took;
}

static double connections(double seconds) {
  double start = now(), until = start + seconds;
  long count = 0;
  while (now() < until) {
    int s = call('c', 0, 0);
    char byte;
    while (s_recv(s, &byte, 1, 0) > 0)
      ;
    s_close(s);
    count++;
  }
  return count / (now() - start);
}

static int datagram_socket(void) {
  int s = s_socket(AF_INET, SOCK_DGRAM, 0);
  struct timeval patience = {0, 200000};
  if (s < 0 || s_connect(s, (struct sockaddr *)&peer, sizeof peer)) die("udp");
  s_setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  return s;
}

/* What earlier cases have sent is behind the server, which answers one byte at a time. */
static void settle(int s) {
  char byte = 1;
  for (int i = 0; i < 50; i++) {
    if (s_send(s, &byte, 1, 0) == 1 && s_recv(s, &byte, 1, 0) == 1) return;
  }
  die("no answer to datagrams");
}

static double udprr(double seconds) {
  int s = datagram_socket();
  char byte = 1;
  double start = now(), until = start + seconds;
  long count = 0;
  while (now() < until) {
    if (s_send(s, &byte, 1, 0) == 1 && s_recv(s, &byte, 1, 0) == 1) count++;
  }
  s_close(s);
  return count / (now() - start);
}

static double udp(int sends, double seconds, uint32_t size) {
  static char block[65536];
  int s = datagram_socket();
  settle(s);
  double start = now(), until = start + seconds;
  uint64_t count = 0;
  if (sends) {
    ask('d');
    start = now(), until = start + seconds;
    memset(block, 2, size);
    while (now() < until) s_send(s, block, size, 0);
    double took = now() - start;
    usleep(100000);
    count = ask('d');
    s_close(s);
    return count / took;
  }
  struct request r = {'g', (uint32_t)(seconds * 1e3), size};
  s_send(s, &r, sizeof r, 0);
  while (s_recv(s, block, sizeof block, 0) > 0) count++;
  s_close(s);
  return count / seconds;
}

int main(int argc, char **argv) {
  if (argc >= 4 && !strcmp(argv[1], "server")) return server(argv[2], atoi(argv[3]));
  if (argc < 6 || strcmp(argv[1], "client")) {
    fputs("Usage: netbench server ADDRESS PORT | netbench client ADDRESS PORT CASE SECONDS [SIZE]\n", stderr);
    return 2;
  }
  const char *what = argv[4];
  double seconds = atof(argv[5]), result;
  uint32_t size = argc > 6 ? atoi(argv[6]) : 64;
  signal(SIGPIPE, SIG_IGN);
  peer = address(argv[2], atoi(argv[3]));
  s_start(argv[2]);
  if (!strcmp(what, "send")) result = stream(1, seconds);
  else if (!strcmp(what, "receive")) result = stream(0, seconds);
  else if (!strcmp(what, "rr")) result = rr(seconds);
  else if (!strcmp(what, "connect")) result = connections(seconds);
  else if (!strcmp(what, "udprr")) result = udprr(seconds);
  else if (!strcmp(what, "udpsend")) result = udp(1, seconds, size);
  else if (!strcmp(what, "udpreceive")) result = udp(0, seconds, size);
  else {
    fprintf(stderr, "netbench: no case %s\n", what);
    return 2;
  }
  printf("%.1f\n", result);
  return 0;
}
