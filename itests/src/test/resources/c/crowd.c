/*
 * Many TCP connections.
 *
 *   crowd serve PORT             sends back what it receives, on all connections at once
 *   crowd hold ADDRESS PORT N    has N connections open together, and uses each of them then
 *   crowd cycle ADDRESS PORT N   makes, uses and closes N connections, one after another
 */
#define _GNU_SOURCE
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

enum { EVENTS = 256, UNDER_WAY = 256, PATIENCE_MS = 60000, SPARE = 64 };

static void fail(const char *what)
{
    perror(what);
    exit(1);
}

/* Raises the limit of descriptors, beyond the hard one if that is allowed. */
static void descriptors(rlim_t wanted)
{
    struct rlimit limit;
    getrlimit(RLIMIT_NOFILE, &limit);
    if (limit.rlim_cur >= wanted)
        return;
    limit.rlim_cur = wanted;
    if (limit.rlim_max < wanted)
        limit.rlim_max = wanted;
    if (setrlimit(RLIMIT_NOFILE, &limit) < 0)
        fail("setrlimit");
}

static void watch(int set, int fd, uint32_t events, uint64_t data, int how)
{
    struct epoll_event event = {.events = events, .data.u64 = data};
    if (epoll_ctl(set, how, fd, &event) < 0)
        fail("epoll_ctl");
}

static void echo(int fd)
{
    char bytes[4096];
    ssize_t count = recv(fd, bytes, sizeof bytes, MSG_DONTWAIT);
    if (count <= 0) {
        if (count == 0 || errno != EAGAIN)
            close(fd);
        return;
    }
    /* A few bytes at a time: they have room. */
    if (send(fd, bytes, count, MSG_NOSIGNAL) != count)
        close(fd);
}

static _Noreturn void serve(int port)
{
    struct sockaddr_in6 any = {.sin6_family = AF_INET6, .sin6_port = htons(port)};
    int on = 1, set = epoll_create1(0), listener = socket(AF_INET6, SOCK_STREAM | SOCK_NONBLOCK, 0);
    descriptors(16384);
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(listener, (struct sockaddr *)&any, sizeof any) < 0 || listen(listener, 1024) < 0)
        fail("listen");
    watch(set, listener, EPOLLIN, listener, EPOLL_CTL_ADD);
    for (;;) {
        struct epoll_event events[EVENTS];
        int count = epoll_wait(set, events, EVENTS, -1);
        if (count < 0 && errno != EINTR)
            fail("epoll_wait");
        for (int i = 0; i < count; i++) {
            if ((int)events[i].data.u64 != listener) {
                echo(events[i].data.u64);
                continue;
            }
            int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK);
            if (fd >= 0)
                watch(set, fd, EPOLLIN, fd, EPOLL_CTL_ADD);
            else if (errno != EAGAIN && errno != ECONNABORTED)
                fail("accept");
        }
    }
}

static struct addrinfo *resolve(const char *address, const char *port)
{
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV}, *found;
    if (getaddrinfo(address, port, &hints, &found) != 0) {
        fprintf(stderr, "no address: %s\n", address);
        exit(1);
    }
    return found;
}

static int error_of(int fd)
{
    int error = 0;
    socklen_t length = sizeof error;
    getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &length);
    return error;
}

/* Waits for one event of each of the descriptors, and has it looked after. */
static void for_each_event(int set, int n, void (*then)(int set, int number, void *context), void *context)
{
    for (int done = 0; done < n;) {
        struct epoll_event events[EVENTS];
        int count = epoll_wait(set, events, EVENTS, PATIENCE_MS);
        if (count <= 0) {
            fprintf(stderr, "%d of %d after a minute without any\n", done, n);
            exit(1);
        }
        for (int i = 0; i < count; i++)
            then(set, events[i].data.u64, context);
        done += count;
    }
}

struct crowd {
    const struct addrinfo *to;
    int n, begun, asked;
    int *fds;
};

static void begin(int set, struct crowd *crowd)
{
    int number = crowd->begun++, fd = socket(crowd->to->ai_family, SOCK_STREAM | SOCK_NONBLOCK, 0);
    if (fd < 0)
        fail("socket");
    crowd->fds[number] = fd;
    if (connect(fd, crowd->to->ai_addr, crowd->to->ai_addrlen) < 0 && errno != EINPROGRESS)
        fail("connect");
    watch(set, fd, EPOLLOUT | EPOLLONESHOT, number, EPOLL_CTL_ADD);
}

static void opened(int set, int number, void *context)
{
    struct crowd *crowd = context;
    errno = error_of(crowd->fds[number]);
    if (errno != 0)
        fail("connect");
    if (crowd->begun < crowd->n)
        begin(set, crowd);
}

/* The last ones first: the oldest have been idle for longest. */
static void ask(int set, struct crowd *crowd)
{
    int number = crowd->n - 1 - crowd->asked++;
    if (send(crowd->fds[number], &number, sizeof number, MSG_NOSIGNAL) != sizeof number)
        fail("send");
    watch(set, crowd->fds[number], EPOLLIN | EPOLLONESHOT, number, EPOLL_CTL_MOD);
}

static void answered(int set, int number, void *context)
{
    struct crowd *crowd = context;
    int received = -1;
    ssize_t count = recv(crowd->fds[number], &received, sizeof received, MSG_DONTWAIT);
    if (count != sizeof received || received != number) {
        fprintf(stderr, "connection %d: received %zd bytes, %d\n", number, count, received);
        exit(1);
    }
    close(crowd->fds[number]);
    if (crowd->asked < crowd->n)
        ask(set, crowd);
}

static int hold(const struct addrinfo *to, int n)
{
    struct crowd crowd = {.to = to, .n = n, .fds = calloc(n, sizeof(int))};
    int set = epoll_create1(0);
    descriptors(n + SPARE);
    while (crowd.begun < n && crowd.begun < UNDER_WAY)
        begin(set, &crowd);
    for_each_event(set, n, opened, &crowd);
    printf("%d open\n", n);
    fflush(stdout);
    while (crowd.asked < n && crowd.asked < UNDER_WAY)
        ask(set, &crowd);
    for_each_event(set, n, answered, &crowd);
    printf("%d answered\n", n);
    return 0;
}

static int cycle(const struct addrinfo *to, int n)
{
    for (int i = 0; i < n; i++) {
        int received = -1, fd = socket(to->ai_family, SOCK_STREAM, 0);
        if (fd < 0)
            fail("socket");
        if (connect(fd, to->ai_addr, to->ai_addrlen) < 0)
            fail("connect");
        if (send(fd, &i, sizeof i, MSG_NOSIGNAL) != sizeof i)
            fail("send");
        if (recv(fd, &received, sizeof received, MSG_WAITALL) != sizeof received || received != i)
            fail("recv");
        close(fd);
    }
    printf("%d closed\n", n);
    return 0;
}

int main(int argc, char **argv)
{
    if (argc == 3 && strcmp(argv[1], "serve") == 0)
        serve(atoi(argv[2]));
    if (argc == 5 && strcmp(argv[1], "hold") == 0)
        return hold(resolve(argv[2], argv[3]), atoi(argv[4]));
    if (argc == 5 && strcmp(argv[1], "cycle") == 0)
        return cycle(resolve(argv[2], argv[3]), atoi(argv[4]));
    fprintf(stderr, "usage: crowd serve PORT | crowd hold|cycle ADDRESS PORT N\n");
    return 2;
}
