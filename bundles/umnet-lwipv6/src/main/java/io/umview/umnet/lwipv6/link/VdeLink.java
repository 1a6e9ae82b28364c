package io.umview.umnet.lwipv6.link;

import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.linux.Epoll;
import io.umview.linux.Files;
import io.umview.linux.NativeBuffer;
import io.umview.linux.Sockets;
import io.umview.lwipv6.buffer.Packet;
import io.umview.lwipv6.buffer.PacketQueue;
import io.umview.umnet.lwipv6.loop.EpollLoop;
import io.umview.vde.VdeException;
import io.umview.vde.VdePort;
import org.jspecify.annotations.Nullable;

/** A port of a VDE switch: a datagram for each Ethernet frame. */
public final class VdeLink extends DescriptorLink {
    private static final int MTU = 1500;
    private static final int ETHERNET = 14;
    private static final int FRAME = 1800;
    private static final int BATCH = 32;
    private static final int IOVEC = 16;

    /** Frames that wait for the switch, as {@code txqueuelen} of a device has it. */
    private static final int QUEUE = 1000;

    private final VdePort port;
    private final EpollLoop loop;
    private final NativeBuffer messages = new NativeBuffer(BATCH * Sockets.MMSGHDR);
    private final NativeBuffer vectors = new NativeBuffer(BATCH * IOVEC);
    private final @Nullable Packet[] batch = new @Nullable Packet[BATCH];
    private final @Nullable Packet[] sending = new @Nullable Packet[BATCH];
    private final NativeBuffer sendMessages = new NativeBuffer(BATCH * Sockets.MMSGHDR);
    private final NativeBuffer sendVectors = new NativeBuffer(BATCH * IOVEC);
    private final PacketQueue queue = new PacketQueue();

    /** What of {@link #sending} is still to be sent: from the first, inclusive, to the last, exclusive. */
    private int first;

    private int last;
    private boolean blocked;
    private boolean plugged = true;
    private int control = -1;

    private VdeLink(EpollLoop loop, VdePort port) {
        super(loop, port.data(), MTU, FRAME - ETHERNET, ETHERNET);
        this.port = port;
        this.loop = loop;
        for (int i = 0; i < BATCH; i++) {
            point(messages, vectors, i);
            point(sendMessages, sendVectors, i);
        }
    }

    /** {@code struct msghdr}: one part, no address, no ancillary data. */
    private static void point(NativeBuffer messages, NativeBuffer vectors, int index) {
        int at = index * Sockets.MMSGHDR;
        messages.bytes()
                .putLong(at + 16, vectors.address() + (long) index * IOVEC)
                .putLong(at + 24, 1);
    }

    /**
     * Plugs into a switch.
     *
     * @param address the folder of a switch, with {@code [port]} behind it for a port of choice; empty for the default switch
     */
    public static VdeLink open(EpollLoop loop, String address) throws LinkException {
        try {
            return new VdeLink(loop, VdePort.open(address));
        } catch (VdeException e) {
            throw new LinkException(String.valueOf(e.getMessage()), e.errno());
        }
    }

    @Override
    public Framing framing() {
        return Framing.ETHERNET;
    }

    @Override
    public void open(Receiver to) {
        super.open(to);
        try {
            control = loop.watch(port.control(), Epoll.EPOLLIN | Epoll.EPOLLRDHUP, events -> unplugged());
        } catch (ErrnoException e) {
            throw new IllegalStateException("a switch cannot be watched", e);
        }
    }

    /** The switch has closed the connection: it is gone. */
    private void unplugged() {
        forgetControl();
        plugged = false;
        receiver().carrierChanged();
    }

    private void forgetControl() {
        if (control >= 0) {
            loop.forget(control);
            control = -1;
            Files.close(port.control());
        }
    }

    @Override
    public boolean carrier() {
        return plugged;
    }

    // ---- sending ----

    @Override
    public boolean send(Packet packet) {
        if (!plugged || queue.size() >= QUEUE || packet.length() > FRAME) {
            packet.release();
            return false;
        }
        queue.add(packet);
        return true;
    }

    @Override
    public void flush() {
        while (!blocked && (first < last || refill())) {
            sendBatch();
        }
    }

    /** Takes frames from the queue. @return whether there were some */
    private boolean refill() {
        first = 0;
        last = 0;
        while (last < BATCH) {
            Packet packet = queue.poll();
            if (packet == null) {
                break;
            }
            sending[last] = packet;
            sendVectors
                    .bytes()
                    .putLong(last * IOVEC, PacketMemory.start(packet))
                    .putLong(last * IOVEC + 8, packet.length());
            last++;
        }
        return last > 0;
    }

    private void sendBatch() {
        int sent = Sockets.sendMessages(
                descriptor(),
                sendMessages.address() + (long) first * Sockets.MMSGHDR,
                last - first,
                Sockets.MSG_DONTWAIT | Sockets.MSG_NOSIGNAL);
        if (sent == -Errno.EAGAIN.number()) {
            blocked = true;
            awaitRoom(true);
            return;
        }
        // What fails for another reason is a frame less.
        for (int end = first + Math.max(1, sent); first < end; first++) {
            release(sending, first);
        }
    }

    private static void release(@Nullable Packet[] packets, int index) {
        Packet packet = packets[index];
        if (packet != null) {
            packet.release();
            packets[index] = null;
        }
    }

    // ---- receiving ----

    @Override
    public void ready(int events) {
        if ((events & Epoll.EPOLLOUT) != 0 && blocked) {
            blocked = false;
            flush();
            if (!blocked) {
                awaitRoom(false);
            }
        }
        if ((events & Epoll.EPOLLIN) != 0) {
            receive();
        }
    }

    private void receive() {
        for (int i = 0; i < BATCH; i++) {
            Packet packet = batch[i];
            if (packet == null) {
                packet = receiver().pool().take(FRAME);
                batch[i] = packet;
                vectors.bytes().putLong(i * IOVEC, PacketMemory.start(packet)).putLong(i * IOVEC + 8, FRAME);
            }
        }
        int count = Sockets.receiveMessages(descriptor(), messages.address(), BATCH, Sockets.MSG_DONTWAIT);
        for (int i = 0; i < count; i++) {
            int length = messages.bytes().getInt(i * Sockets.MMSGHDR + Sockets.MSGHDR);
            Packet packet = batch[i];
            batch[i] = null;
            if (packet != null) {
                packet.append(Math.min(length, FRAME));
                receiver().receive(packet);
            }
        }
        if (count > 0) {
            receiver().received();
        }
    }

    @Override
    void released() {
        forgetControl();
        port.remove();
        for (int i = 0; i < BATCH; i++) {
            release(batch, i);
            release(sending, i);
        }
        queue.clear();
    }
}
