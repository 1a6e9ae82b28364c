package io.umview.lwipv6.testing;

import io.umview.lwipv6.buffer.Packet;
import io.umview.lwipv6.link.Link;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** A link whose other end is the test, or another fake link: frames that are sent are kept as bytes, or carried over. */
public final class FakeLink implements Link {
    private final Framing framing;
    private final Offload offload;
    private final Queue<byte[]> sent = new ArrayDeque<>();
    private @Nullable Receiver receiver;
    private @Nullable FakeLink peer;
    private int mtu = 1500;
    private boolean carrier = true;
    private boolean promiscuous;
    private boolean closed;
    private boolean keeping = true;

    private FakeLink(Framing framing, Offload offload) {
        this.framing = framing;
        this.offload = offload;
    }

    /** An Ethernet link without offload. */
    public static FakeLink ethernet() {
        return new FakeLink(Framing.ETHERNET, Offload.NONE);
    }

    /** A link without link-layer headers. */
    public static FakeLink ip() {
        return new FakeLink(Framing.IP, Offload.NONE);
    }

    /** An Ethernet link with offload. */
    public static FakeLink offloading(Offload offload) {
        return new FakeLink(Framing.ETHERNET, offload);
    }

    /** Carries what is sent to another link, which carries its own to this one; it is kept here too. */
    public FakeLink connect(FakeLink other) {
        peer = other;
        other.peer = this;
        return this;
    }

    /** No longer keeps what is sent. */
    public FakeLink forgetful() {
        keeping = false;
        return this;
    }

    /** A frame comes in. */
    public void deliver(byte[] frame) {
        Receiver to = Objects.requireNonNull(receiver, "not open");
        Packet packet = to.pool().take(frame.length);
        packet.append(frame.length);
        packet.put(0, frame, 0, frame.length);
        to.receive(packet);
        to.received();
    }

    /** The oldest frame that was sent and not yet taken, or null. */
    public byte @Nullable [] poll() {
        return sent.poll();
    }

    /** All frames that were sent and not yet taken. */
    public List<byte[]> drain() {
        List<byte[]> all = new ArrayList<>(sent);
        sent.clear();
        return all;
    }

    /** The carrier comes or goes. */
    public void carrier(boolean on) {
        carrier = on;
        Objects.requireNonNull(receiver, "not open").carrierChanged();
    }

    /** Whether all frames are wanted. */
    public boolean isPromiscuous() {
        return promiscuous;
    }

    /** Whether it was closed. */
    public boolean isClosed() {
        return closed;
    }

    @Override
    public Framing framing() {
        return framing;
    }

    @Override
    public int mtu() {
        return mtu;
    }

    @Override
    public boolean mtu(int bytes) {
        mtu = bytes;
        return true;
    }

    @Override
    public Offload offload() {
        return offload;
    }

    @Override
    public void open(Receiver newReceiver) {
        receiver = newReceiver;
    }

    @Override
    public boolean send(Packet packet) {
        int length = packet.length();
        byte[] bytes = new byte[keeping || peer != null ? length : 0];
        packet.get(0, bytes, 0, bytes.length);
        packet.release();
        if (keeping) {
            sent.add(bytes);
        }
        FakeLink to = peer;
        if (to != null) {
            Receiver there = to.receiver;
            if (there != null) {
                there.loop().later(() -> to.deliver(bytes));
            }
        }
        return true;
    }

    @Override
    public boolean carrier() {
        return carrier;
    }

    @Override
    public void promiscuous(boolean on) {
        promiscuous = on;
    }

    @Override
    public void close() {
        closed = true;
    }
}
