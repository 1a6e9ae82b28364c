/*
 * A file system in memory on libfuse's low-level interface, as one would write it for speed: with threads, without open and
 * release, names and attributes kept by the kernel for as long as it likes. What umfusemem is measured against.
 */
#define _GNU_SOURCE
#define FUSE_USE_VERSION 312
#include <errno.h>
#include <fuse_lowlevel.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#define FOREVER 1e9
#define BUCKETS 65536
#define BLOCK 4096

struct name;

struct node {
	struct stat status;
	uint64_t lookups;
	/* a directory: its names in the order of their numbers, and what holds it */
	struct name *first;
	struct name *last;
	struct node *parent;
	/* a regular file: a mapping, zero behind the end of the file */
	pthread_rwlock_t lock;
	char *data;
	size_t room;
	/* a symbolic link */
	char *target;
};

struct name {
	struct name *next_in_bucket;
	struct name *next;
	struct name *before;
	struct node *directory;
	struct node *node;
	off_t number;
	char text[];
};

static pthread_mutex_t tree = PTHREAD_MUTEX_INITIALIZER;
static struct name *buckets[BUCKETS];
static struct node root;
static off_t numbers = 3;
static ino_t inodes = FUSE_ROOT_ID;
static int writeback;

static struct node *node_of(fuse_ino_t ino) {
	return ino == FUSE_ROOT_ID ? &root : (struct node *)ino;
}

static void touch(struct node *node, bool data) {
	clock_gettime(CLOCK_REALTIME_COARSE, &node->status.st_ctim);
	if (data)
		node->status.st_mtim = node->status.st_ctim;
}

static struct name **bucket(struct node *directory, const char *text) {
	uint64_t hash = (uintptr_t)directory >> 4;
	for (const char *c = text; *c != 0; c++)
		hash = (hash ^ (unsigned char)*c) * 1099511628211ULL;
	return &buckets[(hash ^ hash >> 32) % BUCKETS];
}

static struct name *find(struct node *directory, const char *text) {
	struct name *name = *bucket(directory, text);
	while (name != NULL && (name->directory != directory || strcmp(name->text, text) != 0))
		name = name->next_in_bucket;
	return name;
}

static void enter(struct node *directory, const char *text, struct node *node) {
	struct name **at = bucket(directory, text);
	struct name *name = malloc(sizeof *name + strlen(text) + 1);
	strcpy(name->text, text);
	name->directory = directory;
	name->node = node;
	name->number = numbers++;
	name->next_in_bucket = *at;
	*at = name;
	name->next = NULL;
	name->before = directory->last;
	*(name->before != NULL ? &name->before->next : &directory->first) = name;
	directory->last = name;
	if (S_ISDIR(node->status.st_mode)) {
		node->parent = directory;
		directory->status.st_nlink++;
	}
	touch(directory, true);
}

static void leave(struct name *name) {
	struct node *directory = name->directory;
	struct name **at = bucket(directory, name->text);
	while (*at != name)
		at = &(*at)->next_in_bucket;
	*at = name->next_in_bucket;
	*(name->before != NULL ? &name->before->next : &directory->first) = name->next;
	*(name->next != NULL ? &name->next->before : &directory->last) = name->before;
	if (S_ISDIR(name->node->status.st_mode))
		directory->status.st_nlink--;
	touch(directory, true);
	free(name);
}

static void free_unused(struct node *node) {
	if (node->lookups > 0 || node->status.st_nlink > 0)
		return;
	if (node->data != NULL)
		munmap(node->data, node->room);
	free(node->target);
	free(node);
}

static void lose(struct node *node) {
	node->status.st_nlink = S_ISDIR(node->status.st_mode) ? 0 : node->status.st_nlink - 1;
	touch(node, false);
	free_unused(node);
}

static void reply_node(fuse_req_t request, struct node *node) {
	struct fuse_entry_param entry = {
		.ino = (fuse_ino_t)node,
		.attr = node->status,
		.attr_timeout = FOREVER,
		.entry_timeout = FOREVER,
	};
	node->lookups++;
	fuse_reply_entry(request, &entry);
}

/* ---- names ---- */

static void op_init(void *data, struct fuse_conn_info *kernel) {
	(void)data;
	if (writeback)
		kernel->want |= FUSE_CAP_WRITEBACK_CACHE;
	/* Only the kernel changes files, so it need not look whether they have changed. */
	kernel->want &= ~FUSE_CAP_AUTO_INVAL_DATA;
	kernel->want |= kernel->capable & (FUSE_CAP_CACHE_SYMLINKS | FUSE_CAP_PARALLEL_DIROPS);
	/* There is no write_buf operation, so data is not spliced: it is copied once, into the file. */
}

static void op_lookup(fuse_req_t request, fuse_ino_t parent, const char *text) {
	pthread_mutex_lock(&tree);
	struct name *name = find(node_of(parent), text);
	if (name != NULL) {
		reply_node(request, name->node);
	} else {
		struct fuse_entry_param nothing = {.entry_timeout = FOREVER};
		fuse_reply_entry(request, &nothing);
	}
	pthread_mutex_unlock(&tree);
}

static void op_forget(fuse_req_t request, fuse_ino_t ino, uint64_t lookups) {
	pthread_mutex_lock(&tree);
	if (ino != FUSE_ROOT_ID) {
		node_of(ino)->lookups -= lookups;
		free_unused(node_of(ino));
	}
	pthread_mutex_unlock(&tree);
	fuse_reply_none(request);
}

static void make(fuse_req_t request, fuse_ino_t parent, const char *text, mode_t mode, dev_t device, const char *target) {
	const struct fuse_ctx *caller = fuse_req_ctx(request);
	struct node *directory = node_of(parent);
	pthread_mutex_lock(&tree);
	if (find(directory, text) != NULL) {
		fuse_reply_err(request, EEXIST);
	} else {
		struct node *node = calloc(1, sizeof *node);
		node->status.st_ino = ++inodes;
		node->status.st_mode = mode;
		node->status.st_nlink = S_ISDIR(mode) ? 2 : 1;
		node->status.st_uid = caller->uid;
		node->status.st_gid = caller->gid;
		node->status.st_rdev = device;
		node->status.st_blksize = BLOCK;
		pthread_rwlock_init(&node->lock, NULL);
		if (target != NULL) {
			node->target = strdup(target);
			node->status.st_size = strlen(target);
		}
		touch(node, true);
		node->status.st_atim = node->status.st_mtim;
		enter(directory, text, node);
		reply_node(request, node);
	}
	pthread_mutex_unlock(&tree);
}

static void op_mknod(fuse_req_t request, fuse_ino_t parent, const char *text, mode_t mode, dev_t device) {
	make(request, parent, text, mode, device, NULL);
}

static void op_mkdir(fuse_req_t request, fuse_ino_t parent, const char *text, mode_t mode) {
	make(request, parent, text, S_IFDIR | mode, 0, NULL);
}

static void op_symlink(fuse_req_t request, const char *target, fuse_ino_t parent, const char *text) {
	make(request, parent, text, S_IFLNK | 0777, 0, target);
}

static void op_link(fuse_req_t request, fuse_ino_t ino, fuse_ino_t parent, const char *text) {
	struct node *node = node_of(ino);
	pthread_mutex_lock(&tree);
	if (find(node_of(parent), text) != NULL) {
		fuse_reply_err(request, EEXIST);
	} else {
		node->status.st_nlink++;
		touch(node, false);
		enter(node_of(parent), text, node);
		reply_node(request, node);
	}
	pthread_mutex_unlock(&tree);
}

static int take_away(fuse_ino_t parent, const char *text) {
	struct name *name = find(node_of(parent), text);
	if (name == NULL)
		return ENOENT;
	struct node *node = name->node;
	if (node->first != NULL)
		return ENOTEMPTY;
	leave(name);
	lose(node);
	return 0;
}

static void op_unlink(fuse_req_t request, fuse_ino_t parent, const char *text) {
	pthread_mutex_lock(&tree);
	int error = take_away(parent, text);
	pthread_mutex_unlock(&tree);
	fuse_reply_err(request, error);
}

static void op_rename(fuse_req_t request, fuse_ino_t parent, const char *text, fuse_ino_t new_parent, const char *new_text,
		      unsigned flags) {
	int error = 0;
	pthread_mutex_lock(&tree);
	struct name *from = find(node_of(parent), text);
	struct name *to = find(node_of(new_parent), new_text);
	if (from == NULL)
		error = ENOENT;
	else if (to != NULL && (flags & 1) != 0)
		error = EEXIST;
	else if ((flags & ~1u) != 0)
		error = EINVAL;
	else if (to != NULL && to->node != from->node)
		error = take_away(new_parent, new_text);
	if (error == 0 && (to == NULL || to != from)) {
		struct node *node = from->node;
		leave(from);
		enter(node_of(new_parent), new_text, node);
		touch(node, false);
	}
	pthread_mutex_unlock(&tree);
	fuse_reply_err(request, error);
}

static void op_readlink(fuse_req_t request, fuse_ino_t ino) {
	fuse_reply_readlink(request, node_of(ino)->target);
}

static size_t add(fuse_req_t request, char *at, size_t room, bool plus, const char *text, struct node *node, off_t number) {
	struct fuse_entry_param entry = {
		.ino = (fuse_ino_t)node,
		.attr = node->status,
		.attr_timeout = FOREVER,
		.entry_timeout = FOREVER,
	};
	if (!plus)
		return fuse_add_direntry(request, at, room, text, &node->status, number);
	size_t size = fuse_add_direntry_plus(request, at, room, text, &entry, number);
	if (size <= room && number > 2)
		node->lookups++;
	return size;
}

static void list(fuse_req_t request, fuse_ino_t ino, size_t size, off_t offset, bool plus) {
	struct node *directory = node_of(ino);
	char *block = malloc(size);
	size_t used = 0;
	size_t more = 0;
	pthread_mutex_lock(&tree);
	if (offset < 1)
		used += add(request, block, size, plus, ".", directory, 1);
	if (offset < 2)
		used += add(request, block + used, size - used, plus, "..", directory->parent, 2);
	for (struct name *name = directory->first; name != NULL && more <= size - used; name = name->next) {
		if (name->number <= offset)
			continue;
		more = add(request, block + used, size - used, plus, name->text, name->node, name->number);
		if (more <= size - used) {
			used += more;
			more = 0;
		}
	}
	pthread_mutex_unlock(&tree);
	fuse_reply_buf(request, block, used);
	free(block);
}

static void op_readdir(fuse_req_t request, fuse_ino_t ino, size_t size, off_t offset, struct fuse_file_info *file) {
	(void)file;
	list(request, ino, size, offset, false);
}

static void op_readdirplus(fuse_req_t request, fuse_ino_t ino, size_t size, off_t offset, struct fuse_file_info *file) {
	(void)file;
	list(request, ino, size, offset, true);
}

/* ---- attributes and data ---- */

static void op_getattr(fuse_req_t request, fuse_ino_t ino, struct fuse_file_info *file) {
	(void)file;
	fuse_reply_attr(request, &node_of(ino)->status, FOREVER);
}

/* The lock is held for writing. */
static int resize(struct node *node, off_t size) {
	if (size > (off_t)node->room) {
		size_t room = node->room == 0 ? BLOCK : node->room;
		while ((off_t)room < size)
			room *= 2;
		void *data = node->data == NULL
			? mmap(NULL, room, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0)
			: mremap(node->data, node->room, room, MREMAP_MAYMOVE);
		if (data == MAP_FAILED)
			return ENOSPC;
		node->data = data;
		node->room = room;
	}
	if (size < node->status.st_size)
		memset(node->data + size, 0, node->status.st_size - size);
	node->status.st_size = size;
	node->status.st_blocks = (size + 511) / 512;
	return 0;
}

static void op_setattr(fuse_req_t request, fuse_ino_t ino, struct stat *to, int what, struct fuse_file_info *file) {
	struct node *node = node_of(ino);
	struct timespec now;
	int error = 0;
	(void)file;
	clock_gettime(CLOCK_REALTIME_COARSE, &now);
	pthread_mutex_lock(&tree);
	if ((what & FUSE_SET_ATTR_SIZE) != 0) {
		pthread_rwlock_wrlock(&node->lock);
		error = resize(node, to->st_size);
		node->status.st_mtim = now;
		pthread_rwlock_unlock(&node->lock);
	}
	if ((what & FUSE_SET_ATTR_MODE) != 0)
		node->status.st_mode = (node->status.st_mode & S_IFMT) | (to->st_mode & 07777);
	if ((what & FUSE_SET_ATTR_UID) != 0)
		node->status.st_uid = to->st_uid;
	if ((what & FUSE_SET_ATTR_GID) != 0)
		node->status.st_gid = to->st_gid;
	if ((what & FUSE_SET_ATTR_ATIME) != 0)
		node->status.st_atim = (what & FUSE_SET_ATTR_ATIME_NOW) != 0 ? now : to->st_atim;
	if ((what & FUSE_SET_ATTR_MTIME) != 0)
		node->status.st_mtim = (what & FUSE_SET_ATTR_MTIME_NOW) != 0 ? now : to->st_mtim;
	node->status.st_ctim = now;
	pthread_mutex_unlock(&tree);
	if (error != 0)
		fuse_reply_err(request, error);
	else
		fuse_reply_attr(request, &node->status, FOREVER);
}

static void op_open(fuse_req_t request, fuse_ino_t ino, struct fuse_file_info *file) {
	(void)ino;
	(void)file;
	/* The kernel does not ask again. */
	fuse_reply_err(request, ENOSYS);
}

static void op_read(fuse_req_t request, fuse_ino_t ino, size_t size, off_t offset, struct fuse_file_info *file) {
	struct node *node = node_of(ino);
	(void)file;
	pthread_rwlock_rdlock(&node->lock);
	off_t left = node->status.st_size - offset;
	size_t count = left < 0 ? 0 : (size_t)left < size ? (size_t)left : size;
	fuse_reply_buf(request, node->data + offset, count);
	pthread_rwlock_unlock(&node->lock);
}

static void op_write(fuse_req_t request, fuse_ino_t ino, const char *bytes, size_t size, off_t offset,
		     struct fuse_file_info *file) {
	struct node *node = node_of(ino);
	(void)file;
	pthread_rwlock_wrlock(&node->lock);
	int error = offset + (off_t)size > node->status.st_size ? resize(node, offset + size) : 0;
	if (error == 0) {
		memcpy(node->data + offset, bytes, size);
		touch(node, true);
	}
	pthread_rwlock_unlock(&node->lock);
	if (error != 0)
		fuse_reply_err(request, error);
	else
		fuse_reply_write(request, size);
}

static void op_statfs(fuse_req_t request, fuse_ino_t ino) {
	struct statvfs status = {
		.f_bsize = BLOCK, .f_frsize = BLOCK, .f_blocks = 1 << 22, .f_bfree = 1 << 22, .f_bavail = 1 << 22, .f_namemax = 255};
	(void)ino;
	fuse_reply_statfs(request, &status);
}

static const struct fuse_lowlevel_ops operations = {
	.init = op_init,
	.lookup = op_lookup,
	.forget = op_forget,
	.getattr = op_getattr,
	.setattr = op_setattr,
	.readlink = op_readlink,
	.mknod = op_mknod,
	.mkdir = op_mkdir,
	.symlink = op_symlink,
	.unlink = op_unlink,
	.rmdir = op_unlink,
	.rename = op_rename,
	.link = op_link,
	.open = op_open,
	.opendir = op_open,
	.read = op_read,
	.write = op_write,
	.readdir = op_readdir,
	.readdirplus = op_readdirplus,
	.statfs = op_statfs,
};

int main(int argc, char *argv[]) {
	struct fuse_args arguments = FUSE_ARGS_INIT(argc, argv);
	struct fuse_cmdline_opts options;
	const struct fuse_opt own[] = {{"writeback", 0, 1}, FUSE_OPT_END};
	if (fuse_opt_parse(&arguments, &writeback, own, NULL) < 0 || fuse_parse_cmdline(&arguments, &options) != 0 ||
	    options.mountpoint == NULL) {
		fprintf(stderr, "Usage: memfs [-f] [-o writeback,default_permissions,clone_fd,...] MOUNTPOINT\n");
		return 2;
	}
	root.status.st_ino = FUSE_ROOT_ID;
	root.status.st_mode = S_IFDIR | 01777;
	root.status.st_nlink = 2;
	root.status.st_blksize = BLOCK;
	root.lookups = 1;
	root.parent = &root;
	touch(&root, true);
	struct fuse_session *session = fuse_session_new(&arguments, &operations, sizeof operations, NULL);
	if (session == NULL || fuse_set_signal_handlers(session) != 0 || fuse_session_mount(session, options.mountpoint) != 0)
		return 1;
	fuse_daemonize(options.foreground);
	struct fuse_loop_config *config = fuse_loop_cfg_create();
	fuse_loop_cfg_set_clone_fd(config, options.clone_fd);
	fuse_loop_cfg_set_idle_threads(config, options.max_idle_threads);
	fuse_loop_cfg_set_max_threads(config, options.max_threads);
	int error = fuse_session_loop_mt(session, config);
	fuse_loop_cfg_destroy(config);
	fuse_session_unmount(session);
	fuse_session_destroy(session);
	return error != 0;
}
