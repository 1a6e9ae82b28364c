package io.umview.linux;

/**
 * ppoll(2) of several descriptors. Unlike epoll(7) it passes on to the waiting thread where the kernel wants it to be woken (on
 * the processor of who wakes it, say). Belongs to one thread.
 */
public final class PollSet {
    private static final int POLLFD = 8;
    private static final int EVENTS = 4;
    private static final int REVENTS = 6;

    private NativeBuffer descriptors = new NativeBuffer(8 * POLLFD);
    private int size;

    /** Becomes empty. */
    public void clear() {
        size = 0;
    }

    /** Adds a descriptor. @param events what to wait for; POLLERR, POLLHUP and POLLNVAL are always waited for */
    public void add(int fd, int events) {
        if (size * POLLFD == descriptors.bytes().capacity()) {
            NativeBuffer larger = new NativeBuffer(2 * size * POLLFD);
            larger.bytes().put(0, descriptors.bytes(), 0, size * POLLFD);
            descriptors = larger;
        }
        descriptors.bytes().putInt(size * POLLFD, fd).putShort(size * POLLFD + EVENTS, (short) events);
        size++;
    }

    /** How many descriptors there are. */
    public int size() {
        return size;
    }

    /** Waits until something is ready. @return how many descriptors are, or a negative error: EINTR */
    public int await() {
        return (int) Kernel.call(Machine.PPOLL, descriptors.address(), size, 0, 0);
    }

    /** What {@link #await} found ready of a descriptor, by the order in which they were added. */
    public int ready(int index) {
        return descriptors.bytes().getShort(index * POLLFD + REVENTS);
    }
}
