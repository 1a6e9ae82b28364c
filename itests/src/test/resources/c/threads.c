/* threads COUNT: that many threads at once, each of which opens a file. Prints how many did. */
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static atomic_int opened;
static pthread_barrier_t all_there;

static void *work(void *unused)
{
    (void) unused;
    pthread_barrier_wait(&all_there);
    int fd = open("/etc/passwd", O_RDONLY | O_CLOEXEC);
    if (fd >= 0) {
        close(fd);
        atomic_fetch_add(&opened, 1);
    }
    return NULL;
}

int main(int argc, char **argv)
{
    int count = argc > 1 ? atoi(argv[1]) : 1;
    pthread_t *threads = calloc(count, sizeof *threads);
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, 65536);
    pthread_barrier_init(&all_there, NULL, count);
    for (int i = 0; i < count; i++) {
        if (pthread_create(&threads[i], &attributes, work, NULL) != 0) {
            perror("pthread_create");
            return 1;
        }
    }
    for (int i = 0; i < count; i++) {
        pthread_join(threads[i], NULL);
    }
    printf("%d\n", atomic_load(&opened));
    return 0;
}
