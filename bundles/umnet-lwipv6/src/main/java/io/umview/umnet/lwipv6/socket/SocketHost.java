package io.umview.umnet.lwipv6.socket;

import io.umview.linux.NativeBuffer;
import io.umview.umnet.lwipv6.loop.EpollLoop;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What the sockets of one stack share. */
public final class SocketHost {
    private static final int SCRATCH = 1 << 17;

    private final EpollLoop loop;
    private final SocketTable table;
    private final GuestDescriptors descriptors;
    private final Caller caller;
    private final NativeBuffer scratch = new NativeBuffer(SCRATCH);
    private final NativeBuffer names = new NativeBuffer(512);
    private final MessageSizes sizes = new MessageSizes();
    private final UnixSockets unixSockets = new UnixSockets();
    private final CloseWatch closeWatch = new CloseWatch(this);
    private final SocketJoint joint = new SocketJoint();
    private final LooseEnds looseEnds;
    private @Nullable CallServer server;
    private volatile int open;

    /** Sockets of the stack that a loop drives. */
    public SocketHost(EpollLoop loop, SocketTable table, GuestDescriptors descriptors, Caller caller) {
        this.caller = caller;
        this.loop = loop;
        this.table = table;
        this.descriptors = descriptors;
        looseEnds = new LooseEnds(loop.timers(), unixSockets);
    }

    /** Sets who does the calls, before there are sockets. */
    public void serveWith(CallServer calls) {
        server = calls;
    }

    /** Who does the calls. */
    public CallServer server() {
        return Objects.requireNonNull(server);
    }

    /** The loop of the stack. */
    public EpollLoop loop() {
        return loop;
    }

    /** Who makes the call that is being done. */
    public Caller caller() {
        return caller;
    }

    /** The descriptors of guests. */
    public GuestDescriptors descriptors() {
        return descriptors;
    }

    /** Memory for who is in the loop. */
    public NativeBuffer scratch() {
        return scratch;
    }

    /** Whether guests have sockets. */
    public boolean inUse() {
        return open > 0;
    }

    /** Memory for addresses of the kernel's, for who is in the loop. */
    NativeBuffer names() {
        return names;
    }

    MessageSizes sizes() {
        return sizes;
    }

    UnixSockets unixSockets() {
        return unixSockets;
    }

    CloseWatch closeWatch() {
        return closeWatch;
    }

    SocketJoint joint() {
        return joint;
    }

    LooseEnds looseEnds() {
        return looseEnds;
    }

    void opened(GuestSocket socket) {
        table.add(socket);
        open = open + 1;
    }

    void closed(GuestSocket socket) {
        looseEnds.remove(socket);
        table.remove(socket);
        open = open - 1;
    }

    /** Takes notice of guests' descriptors that nothing tells the end of. In the loop. */
    public void settle() {
        looseEnds.sweep();
    }

    /** The stack ends: all sockets are closed, and what guests still hold is at its end. In the loop. */
    public void close() {
        for (GuestSocket socket : table.of(this)) {
            socket.abandon();
        }
        looseEnds.clear();
        closeWatch.close();
        joint.close();
        sizes.close();
        unixSockets.close();
    }
}
