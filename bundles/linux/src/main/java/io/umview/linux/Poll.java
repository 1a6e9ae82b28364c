package io.umview.linux;

/** poll(2) of one descriptor: a {@code struct pollfd} that is allocated once. Belongs to one thread. */
public final class Poll {
    public static final int POLLIN = 1;

    private static final int EVENTS = 4;
    private static final int REVENTS = 6;

    private final NativeBuffer descriptor = new NativeBuffer(8);

    /** What is ready of {@code events} now, without waiting; POLLERR, POLLHUP and POLLNVAL are always told. */
    public int now(int fd, int events) {
        descriptor.bytes().putInt(0, fd).putShort(EVENTS, (short) events).putShort(REVENTS, (short) 0);
        return Libc.poll(descriptor.address(), 1, 0) == 1 ? descriptor.bytes().getShort(REVENTS) : 0;
    }
}
