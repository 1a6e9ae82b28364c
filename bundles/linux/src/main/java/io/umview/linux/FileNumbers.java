package io.umview.linux;

/** Numbers of the calls on paths, and on what a thread is to files, that are not in {@link Machine}: x86-64 (arch/x86/entry/syscalls/syscall_64.tbl). */
final class FileNumbers {
    static final int TRUNCATE = 76;
    static final int FCHDIR = 81;
    static final int UMASK = 95;
    static final int SETGROUPS = 116;
    static final int SETFSUID = 122;
    static final int SETFSGID = 123;
    static final int CAPGET = 125;
    static final int CAPSET = 126;
    static final int FSTATFS = 138;
    static final int SETXATTR = 188;
    static final int GETXATTR = 191;
    static final int LISTXATTR = 194;
    static final int REMOVEXATTR = 197;
    static final int GETDENTS64 = 217;
    static final int MKDIRAT = 258;
    static final int MKNODAT = 259;
    static final int FCHOWNAT = 260;
    static final int NEWFSTATAT = 262;
    static final int LINKAT = 265;
    static final int SYMLINKAT = 266;
    static final int FCHMODAT = 268;
    static final int UNSHARE = 272;
    static final int UTIMENSAT = 280;
    static final int FANOTIFY_MARK = 301;
    static final int NAME_TO_HANDLE_AT = 303;
    static final int RENAMEAT2 = 316;
    static final int OPEN_TREE = 428;
    static final int FACCESSAT2 = 439;

    private FileNumbers() {}
}
