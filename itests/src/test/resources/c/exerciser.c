/*
 * Writes, maps, truncates and reads a file at random, and compares it with what it should be:
 * exerciser FILE SEED OPERATIONS [whole]. It prints the operation at which they differ, and the few before it. "whole": no holes
 * are punched.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LONGEST = 256 * 1024, LONGEST_OPERATION = 64 * 1024, REMEMBERED = 12 };

static unsigned char expected[LONGEST], buffer[LONGEST_OPERATION];
static const char *path;
static int file = -1;
static long size, operation;
static int whole;
static char history[REMEMBERED][80];

static void fail(const char *what, long at) {
    printf("operation %ld: %s at %#lx, size %#lx, %s\n", operation, what, at, size, strerror(errno));
    for (long i = operation < REMEMBERED ? 0 : operation - REMEMBERED + 1; i <= operation; i++) {
        puts(history[i % REMEMBERED]);
    }
    exit(1);
}

static void remember(const char *name, long offset, long length) {
    snprintf(history[operation % REMEMBERED], sizeof history[0], "%ld %s %#lx %#lx", operation, name, offset, length);
}

static void compare(const unsigned char *is, long offset, long length, const char *what) {
    for (long i = 0; i < length; i++) {
        if (is[i] != expected[offset + i]) {
            fail(what, offset + i);
        }
    }
}

static void reopen(void) {
    if (file >= 0 && close(file) != 0) {
        fail("close", 0);
    }
    file = open(path, O_RDWR | O_CREAT, 0600);
    if (file < 0) {
        fail("open", 0);
    }
}

static void grow(long end) {
    if (end > size) {
        size = end;
    }
}

static void fill(long length) {
    for (long i = 0; i < length; i++) {
        buffer[i] = random();
    }
}

static void write_at(long offset, long length) {
    fill(length);
    memcpy(expected + offset, buffer, length);
    grow(offset + length);
    if (pwrite(file, buffer, length, offset) != length) {
        fail("write", offset);
    }
}

static void append(long length) {
    if (size + length > LONGEST) {
        return;
    }
    fill(length);
    int other = open(path, O_WRONLY | O_APPEND);
    if (other < 0 || write(other, buffer, length) != length || close(other) != 0) {
        fail("append", size);
    }
    memcpy(expected + size, buffer, length);
    size += length;
}

static void read_at(long offset, long length) {
    long there = offset >= size ? 0 : offset + length > size ? size - offset : length;
    if (pread(file, buffer, length, offset) != there) {
        fail("read", offset);
    }
    compare(buffer, offset, there, "what was read differs");
}

static void map(long offset, long length, int writes) {
    long page = sysconf(_SC_PAGESIZE), begin = offset / page * page;
    if (!writes && offset + length > size) {
        length = size - offset;
    }
    if (length <= 0) {
        return;
    }
    if (offset + length > size) {
        if (ftruncate(file, offset + length) != 0) {
            fail("ftruncate", offset + length);
        }
        grow(offset + length);
    }
    long mapped = offset - begin + length;
    unsigned char *at = mmap(NULL, mapped, writes ? PROT_READ | PROT_WRITE : PROT_READ, MAP_SHARED, file, begin);
    if (at == MAP_FAILED) {
        fail("mmap", offset);
    }
    if (writes) {
        fill(length);
        memcpy(expected + offset, buffer, length);
        memcpy(at + offset - begin, buffer, length);
        if (random() % 4 == 0 && msync(at, mapped, MS_SYNC) != 0) {
            fail("msync", offset);
        }
    } else {
        compare(at + offset - begin, offset, length, "what was mapped differs");
    }
    if (munmap(at, mapped) != 0) {
        fail("munmap", offset);
    }
}

static void cut(long to, int by_path) {
    if ((by_path ? truncate(path, to) : ftruncate(file, to)) != 0) {
        fail(by_path ? "truncate" : "ftruncate", to);
    }
    if (to < size) {
        memset(expected + to, 0, size - to);
    }
    size = to;
}

static void punch(long offset, long length) {
    if (whole) {
        return;
    }
    if (fallocate(file, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, offset, length) != 0) {
        if (errno != EOPNOTSUPP && errno != ENOSYS) {
            fail("fallocate", offset);
        }
        return;
    }
    long there = offset >= size ? 0 : offset + length > size ? size - offset : length;
    memset(expected + offset, 0, there);
}

static void copy(long from, long to, long length) {
    if (from + length > size) {
        return;
    }
    loff_t in = from, out = to;
    if (from < to + length && to < from + length) {
        return;
    }
    ssize_t copied = copy_file_range(file, &in, file, &out, length, 0);
    if (copied < 0) {
        fail("copy_file_range", from);
    }
    memcpy(expected + to, expected + from, copied);
    grow(to + copied);
}

static void look(void) {
    struct stat status;
    if (fstat(file, &status) != 0 || status.st_size != size || stat(path, &status) != 0 || status.st_size != size) {
        fail("wrong size", status.st_size);
    }
}

int main(int count, char **arguments) {
    if (count < 4) {
        return 2;
    }
    whole = count > 4;
    path = arguments[1];
    srandom(atol(arguments[2]));
    reopen();
    for (operation = 0; operation < atol(arguments[3]); operation++) {
        long offset = random() % LONGEST, length = 1 + random() % LONGEST_OPERATION;
        if (random() % 3 == 0) {
            offset &= ~4095L;
        }
        if (offset + length > LONGEST) {
            length = LONGEST - offset;
        }
        int kind = random() % 24;
        static const char *names[] = {"write", "read", "mapped write", "mapped read", "truncate", "ftruncate", "append",
                                      "punch", "reopen", "fsync", "copy"};
        static const int kinds[] = {0, 0, 0, 0, 1, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 5, 6, 7, 8, 9, 10};
        remember(names[kinds[kind]], offset, length);
        switch (kinds[kind]) {
        case 0: write_at(offset, length); break;
        case 1: read_at(offset, length); break;
        case 2: map(offset, length, 1); break;
        case 3: map(offset, length, 0); break;
        case 4: cut(offset, 1); break;
        case 5: cut(offset, 0); break;
        case 6: append(length); break;
        case 7: punch(offset, length); break;
        case 8: reopen(); break;
        case 9: if (fsync(file) != 0) fail("fsync", 0); break;
        default: copy(offset, random() % (LONGEST - length + 1), length); break;
        }
        look();
    }
    for (long at = 0; at < size; at += LONGEST_OPERATION) {
        read_at(at, LONGEST_OPERATION);
    }
    printf("%ld operations, %ld bytes\n", operation, size);
    return 0;
}
