package io.umview.lwipv6.net;

import io.umview.lwipv6.buffer.Packet;
import io.umview.lwipv6.buffer.PacketQueue;
import io.umview.lwipv6.link.Link;
import org.jspecify.annotations.Nullable;

/** The link of the loopback interface: what is sent is received, the same packet, when the stack has finished what it is at. */
final class LoopbackLink implements Link {
    private static final int MTU = 65536;

    /** As net.core.netdev_max_backlog: more is dropped. */
    private static final int BACKLOG = 1000;

    private final PacketQueue queue = new PacketQueue();
    private final Runnable delivery = this::deliver;
    private @Nullable Receiver receiver;
    private boolean scheduled;
    private int mtu = MTU;

    @Override
    public Framing framing() {
        return Framing.IP;
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
        return Offload.ALL;
    }

    @Override
    public void open(Receiver newReceiver) {
        receiver = newReceiver;
    }

    @Override
    public boolean send(Packet packet) {
        Receiver to = receiver;
        if (to == null || queue.size() >= BACKLOG) {
            packet.release();
            return false;
        }
        queue.add(packet);
        if (!scheduled) {
            scheduled = true;
            to.loop().later(delivery);
        }
        return true;
    }

    /** Delivers what is there now; what is sent because of it comes next time. */
    private void deliver() {
        scheduled = false;
        Receiver to = receiver;
        for (int count = queue.size(); count > 0 && to != null; count--) {
            Packet packet = queue.poll();
            if (packet == null) {
                return;
            }
            if (packet.checksum() == Packet.Checksum.PARTIAL) {
                packet.checksum(Packet.Checksum.VERIFIED);
            }
            to.receive(packet);
        }
        if (to != null) {
            to.received();
        }
    }

    @Override
    public void close() {
        receiver = null;
        queue.clear();
    }
}
