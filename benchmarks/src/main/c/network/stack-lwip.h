/* netbench with the calls of lwip.c. */
void s_start(const char *host);
int s_socket(int domain, int type, int protocol);
int s_connect(int s, const void *name, unsigned length);
ssize_t s_send(int s, const void *data, size_t size, int flags);
ssize_t s_recv(int s, void *memory, size_t size, int flags);
int s_setsockopt(int s, int level, int name, const void *value, unsigned length);
int s_close(int s);
