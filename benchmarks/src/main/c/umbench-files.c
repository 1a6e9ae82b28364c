/* Work on files: on one that is open, and on some whose opening is the work. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "umbench.h"

static int file = -1;
static off_t file_size;

static void use(const char *path) {
	struct stat status;
	if (file >= 0)
		close(file);
	file = open(path, O_RDWR | O_CLOEXEC);
	if (file < 0 || fstat(file, &status) < 0)
		fail("open %s", path);
	file_size = status.st_size;
}

/* What is read next comes from the file system. */
static void drop_pages(void) {
	if (fsync(file) < 0 || posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED) != 0)
		fail("fadvise");
}

/* The argument: the size of a block; before it "-" for places that come one after the other, "~" for any. */
static off_t place(const char *argument, size_t size, long i) {
	static unsigned long long state = 88172645463325252ULL;
	unsigned long blocks = file_size / size;
	if (*argument == '-')
		return i % blocks * size;
	/* xorshift64 */
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return state % blocks * size;
}

static size_t block_size(const char *argument, size_t most) {
	size_t size = strtoul(argument + 1, NULL, 10);
	if (size == 0 || size > most || (off_t)size > file_size) {
		errno = EINVAL;
		fail("size %s", argument);
	}
	return size;
}

static char transferred[1 << 20];

static void one_read(const char *argument, size_t size, long i) {
	if (pread(file, transferred, size, place(argument, size, i)) != (ssize_t)size)
		fail("pread");
}

/* The whole file, or as many places of it as shall do. */
static void one_pass(const char *argument, size_t size) {
	long blocks = file_size / size;
	if (*argument == '~' && blocks > 1024)
		blocks = 1024;
	for (long i = 0; i < blocks; i++)
		one_read(argument, size, i);
}

static void one_write(const char *argument, size_t size, long i) {
	if (pwrite(file, transferred, size, place(argument, size, i)) != (ssize_t)size)
		fail("pwrite");
}

/* Maps the file, and reads or writes a byte of each page. */
static void one_map(int writing) {
	volatile char *map = mmap(NULL, file_size, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
	if (map == MAP_FAILED)
		fail("mmap");
	for (off_t at = 0; at < file_size; at += 4096) {
		if (writing)
			map[at] = 1;
		else
			(void)map[at];
	}
	munmap((void *)map, file_size);
}

static void one_library(const char *path) {
	void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
	if (library == NULL) {
		errno = ENOENT;
		fail("%s", dlerror());
	}
	dlclose(library);
}

/* Makes a file, writes to it, closes and removes it. */
static void one_file(const char *path) {
	int descriptor = open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0644);
	if (descriptor < 0 || write(descriptor, transferred, 100) != 100)
		fail("create %s", path);
	close(descriptor);
	if (unlink(path) < 0)
		fail("unlink %s", path);
}

long long files(const char *name, long count, char *argument) {
	if (strcmp(name, "use") == 0) {
		use(argument);
		return 0;
	}
	if (strcmp(name, "pread") == 0) {
		size_t size = block_size(argument, sizeof transferred);
		REPEAT(one_read(argument, size, i));
	}
	if (strcmp(name, "pass") == 0) {
		size_t size = block_size(argument, sizeof transferred);
		REPEAT_AFTER(drop_pages(), one_pass(argument, size));
	}
	if (strcmp(name, "pwrite") == 0) {
		size_t size = block_size(argument, sizeof transferred);
		REPEAT(one_write(argument, size, i));
	}
	if (strcmp(name, "map") == 0)
		REPEAT(one_map(0));
	if (strcmp(name, "map-cold") == 0)
		REPEAT_AFTER(drop_pages(), one_map(0));
	if (strcmp(name, "map-write") == 0)
		REPEAT(one_map(1));
	if (strcmp(name, "library") == 0)
		REPEAT(one_library(argument));
	if (strcmp(name, "file") == 0)
		REPEAT(one_file(argument));
	errno = EINVAL;
	fail("no case %s", name);
	return 0;
}
