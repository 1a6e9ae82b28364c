package io.umview.lwipv6.net;

import io.umview.lwipv6.buffer.Packet;
import io.umview.lwipv6.buffer.PacketQueue;
import io.umview.lwipv6.wire.Ethernet;
import java.util.ArrayDeque;
import java.util.Queue;

/** Copies of what was sent to groups that this host is in: they come in by the interface that they left by. */
final class Reflection {
    private static final int BACKLOG = 1000;

    private final Network network;
    private final PacketQueue packets = new PacketQueue();
    private final Queue<NetworkInterface> devices = new ArrayDeque<>();
    private final Runnable delivery = this::deliver;
    private boolean scheduled;

    Reflection(Network network) {
        this.network = network;
    }

    /** Receives a copy of a packet, which begins with its IP header and remains the caller's, soon. */
    void reflect(NetworkInterface device, Packet packet) {
        if (packets.size() >= BACKLOG) {
            return;
        }
        Packet copy = network.pool.copy(packet);
        copy.checksum(Packet.Checksum.VERIFIED);
        copy.networkHeader(0);
        packets.add(copy);
        devices.add(device);
        if (!scheduled) {
            scheduled = true;
            network.loop.later(delivery);
        }
    }

    private void deliver() {
        scheduled = false;
        for (int count = packets.size(); count > 0; count--) {
            Packet packet = packets.poll();
            NetworkInterface device = devices.remove();
            if (packet == null) {
                return;
            }
            if (device.isUp()) {
                int type = packet.get8(0) >>> 4 == 4 ? Ethernet.ETH_P_IP : Ethernet.ETH_P_IPV6;
                network.reflected(device, packet, type);
            } else {
                packet.release();
            }
        }
        network.received();
    }
}
