package io.umview.linux;

/**
 * epoll(7). An event is 12 bytes on x86-64 ({@code packed}), 16 elsewhere: the 32-bit mask at 0, the 64-bit data at
 * {@link #DATA}.
 */
public final class Epoll {
    public static final int EPOLLIN = 1;
    public static final int EPOLLOUT = 4;
    public static final int EPOLLERR = 8;
    public static final int EPOLLHUP = 16;
    public static final int EPOLLRDHUP = 0x2000;

    /** Events are told when they happen, not as long as they last. */
    public static final int EPOLLET = 1 << 31;

    /** Of several epoll instances that wait for one descriptor only one is woken (Linux 4.5). */
    public static final int EPOLLEXCLUSIVE = 1 << 28;

    private static final boolean PACKED = "amd64".equals(System.getProperty("os.arch"));

    /** Offset of the data in an event. */
    public static final int DATA = PACKED ? 4 : 8;

    /** Bytes of an event. */
    public static final int EVENT = PACKED ? 12 : 16;

    /** Watches a descriptor. */
    public static final int EPOLL_CTL_ADD = 1;

    /** Watches it for other events. */
    public static final int EPOLL_CTL_MOD = 3;

    private static final int EPOLL_CTL_DEL = 2;

    private Epoll() {}

    /** epoll_create1(2), close-on-exec. */
    public static int create() {
        return (int) Kernel.call(Machine.EPOLL_CREATE1, Files.O_CLOEXEC);
    }

    /** Watches a descriptor; {@code data} comes back with its events. */
    public static int add(int epoll, int descriptor, int events, long data) {
        NativeBuffer event = new NativeBuffer(EVENT);
        event.bytes().putInt(0, events).putLong(DATA, data);
        int result = (int) Kernel.call(Machine.EPOLL_CTL, epoll, EPOLL_CTL_ADD, descriptor, event.address());
        java.lang.ref.Reference.reachabilityFence(event);
        return result;
    }

    /** epoll_ctl(2) with EPOLL_CTL_ADD or EPOLL_CTL_MOD and an event at an address. */
    public static int control(int epoll, int operation, int descriptor, long event) {
        return (int) Kernel.call(Machine.EPOLL_CTL, epoll, operation, descriptor, event);
    }

    /** Watches a descriptor no longer. */
    public static int remove(int epoll, int descriptor) {
        return (int) Kernel.call(Machine.EPOLL_CTL, epoll, EPOLL_CTL_DEL, descriptor, 0);
    }

    /** epoll_wait(2); a timeout of -1 waits for ever. */
    public static int await(int epoll, long events, int maximum, int timeoutMillis) {
        return (int) Kernel.call(Machine.EPOLL_PWAIT, epoll, events, maximum, timeoutMillis);
    }
}
