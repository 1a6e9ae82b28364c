package io.umview.lwipv6.link;

import io.umview.lwipv6.buffer.Packet;
import io.umview.lwipv6.buffer.PacketPool;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Stands for a stack: keeps the frames that come in as bytes. */
final class Station implements Link.Receiver {
    final PacketPool pool = new PacketPool();
    final List<byte[]> frames = new ArrayList<>();
    final EventLoop loop;
    final Link link;
    int batches;

    /** Sees each packet before it is released. */
    Consumer<Packet> inspector = packet -> {};

    Station(EventLoop loop, Link link) {
        this.loop = loop;
        this.link = link;
        link.open(this);
    }

    /** A frame with that much payload. */
    Packet frame(long destination, long source, int payload) {
        Packet packet = pool.take(14 + payload);
        packet.append(14 + payload);
        packet.clear(0, packet.length());
        packet.put64(0, destination << 16);
        packet.put64(6, source << 16);
        packet.put16(12, 0x88b5);
        return packet;
    }

    boolean send(long destination, long source, int payload) {
        boolean sent = link.send(frame(destination, source, payload));
        link.flush();
        return sent;
    }

    static byte[] bytes(Packet packet) {
        byte[] bytes = new byte[packet.length()];
        packet.get(0, bytes, 0, bytes.length);
        return bytes;
    }

    @Override
    public PacketPool pool() {
        return pool;
    }

    @Override
    public EventLoop loop() {
        return loop;
    }

    @Override
    public void receive(Packet packet) {
        frames.add(bytes(packet));
        inspector.accept(packet);
        packet.release();
    }

    @Override
    public void received() {
        batches++;
    }

    @Override
    public void carrierChanged() {}
}
