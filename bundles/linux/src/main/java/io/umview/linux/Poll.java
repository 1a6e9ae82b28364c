package io.umview.linux;

/** ppoll(2) of one descriptor: a {@code struct pollfd} that is allocated once. Belongs to one thread. */
public final class Poll {
    public static final int POLLIN = 1;

    private static final int EVENTS = 4;
    private static final int REVENTS = 6;
    private static final int NO_TIME = 8;

    /** A struct pollfd and a struct timespec of zero. */
    private final NativeBuffer descriptor = new NativeBuffer(24);

    /** What is ready of {@code events} now, without waiting; POLLERR, POLLHUP and POLLNVAL are always told. */
    public int now(int fd, int events) {
        descriptor.bytes().putInt(0, fd).putShort(EVENTS, (short) events).putShort(REVENTS, (short) 0);
        long ready = Kernel.call(Machine.PPOLL, descriptor.address(), 1, descriptor.address() + NO_TIME, 0);
        return ready == 1 ? descriptor.bytes().getShort(REVENTS) : 0;
    }
}
