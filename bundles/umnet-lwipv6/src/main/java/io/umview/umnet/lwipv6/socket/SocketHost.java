package io.umview.umnet.lwipv6.socket;

import io.umview.linux.NativeBuffer;
import io.umview.lwipv6.time.Timer;
import io.umview.umnet.lwipv6.loop.EpollLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What the sockets of one stack share. */
public final class SocketHost {
    private static final int SCRATCH = 1 << 17;
    private static final long SWEEP_NANOS = 1_000_000_000;

    private final EpollLoop loop;
    private final SocketTable table;
    private final GuestDescriptors descriptors;
    private final Caller caller;
    private final NativeBuffer scratch = new NativeBuffer(SCRATCH);
    private final NativeBuffer names = new NativeBuffer(512);
    private final MessageSizes sizes = new MessageSizes();
    private final UnixSockets unixSockets = new UnixSockets();
    private final CloseWatch closeWatch = new CloseWatch(this);
    private final List<GuestSocket> severed = new ArrayList<>();
    private @Nullable CallServer server;
    private volatile int open;
    private final Timer sweep = new Timer() {
        @Override
        protected void expire() {
            sweepSevered();
        }
    };

    /** Sockets of the stack that a loop drives. */
    public SocketHost(EpollLoop loop, SocketTable table, GuestDescriptors descriptors, Caller caller) {
        this.caller = caller;
        this.loop = loop;
        this.table = table;
        this.descriptors = descriptors;
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

    void opened(GuestSocket socket) {
        table.add(socket);
        open = open + 1;
    }

    void closed(GuestSocket socket) {
        table.remove(socket);
        open = open - 1;
    }

    /** Nothing will tell of the end of the guest's end: it is looked for. */
    void severed(GuestSocket socket) {
        severed.add(socket);
        if (!sweep.pending()) {
            loop.timers().set(sweep, SWEEP_NANOS);
        }
    }

    /** Takes notice of guests' descriptors that nothing tells the end of. In the loop. */
    public void settle() {
        sweepSevered();
    }

    private void sweepSevered() {
        severed.removeIf(socket -> {
            if (unixSockets.exist(socket.inode())) {
                return false;
            }
            socket.guestClosed();
            return true;
        });
        if (!severed.isEmpty() && !sweep.pending()) {
            loop.timers().set(sweep, SWEEP_NANOS);
        }
    }

    /** The stack ends: all sockets are closed, and what guests still hold is at its end. In the loop. */
    public void close() {
        for (GuestSocket socket : table.of(this)) {
            socket.abandon();
        }
        severed.clear();
        loop.timers().cancel(sweep);
        closeWatch.close();
        sizes.close();
        unixSockets.close();
    }
}
