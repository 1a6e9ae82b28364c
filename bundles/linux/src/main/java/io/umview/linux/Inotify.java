package io.umview.linux;

/** inotify(7), and where the fields of {@code struct inotify_event} are. */
public final class Inotify {
    /** A file that was open for writing was closed: the last descriptor of what open(2) or socket(2) made. */
    public static final int IN_CLOSE_WRITE = 8;

    /** Events were lost. */
    public static final int IN_Q_OVERFLOW = 0x4000;

    /** The watch has ended, as its file has. */
    public static final int IN_IGNORED = 0x8000;

    public static final int MASK = 4;

    /** The length of the name that follows. */
    public static final int LENGTH = 12;

    public static final int EVENT = 16;

    private Inotify() {}

    /** inotify_init1(2), not blocking and close-on-exec. */
    public static int create() {
        return (int) Kernel.call(Machine.INOTIFY_INIT1, Files.O_NONBLOCK | Files.O_CLOEXEC);
    }

    /**
     * inotify_add_watch(2).
     *
     * @param path the address of a path that ends with NUL
     * @return the watch or a negative error
     */
    public static int watch(int inotify, long path, int mask) {
        return (int) Kernel.call(Machine.INOTIFY_ADD_WATCH, inotify, path, mask);
    }
}
