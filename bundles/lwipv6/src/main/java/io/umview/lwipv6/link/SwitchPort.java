package io.umview.lwipv6.link;

import io.umview.lwipv6.buffer.Packet;
import io.umview.lwipv6.wire.Ethernet;
import io.umview.lwipv6.wire.MacAddress;
import org.jspecify.annotations.Nullable;

/** Where one stack is plugged into a {@link Switch}. */
final class SwitchPort extends InProcessLink {
    /** Not forwarded by bridges: addresses for protocols between neighbours (IEEE 802.1D, table 7-10). */
    private static final long RESERVED = 0x0180_c200_0000L;

    private final Switch fabric;
    private final int number;
    private boolean batch;
    private int now;

    SwitchPort(Switch fabric, int number) {
        this.fabric = fabric;
        this.number = number;
    }

    int number() {
        return number;
    }

    @Override
    public Framing framing() {
        return Framing.ETHERNET;
    }

    @Override
    public boolean send(Packet packet) {
        if (!Ethernet.check(packet)) {
            packet.release();
            return false;
        }
        long source = Ethernet.source(packet, 0);
        long destination = Ethernet.destination(packet, 0);
        if (source == 0 || MacAddress.isGroup(source) || (destination & ~0xfL) == RESERVED) {
            packet.release();
            return false;
        }
        if (!batch) {
            batch = true;
            now = fabric.seconds();
        }
        fabric.stations().learn(source, number, now);
        SwitchPort port = MacAddress.isGroup(destination) ? null : fabric.portOf(destination, now);
        return port != null ? forward(packet, port) : flood(packet);
    }

    @Override
    public void flush() {
        super.flush();
        batch = false;
    }

    @Override
    public void close() {
        fabric.remove(this);
        super.close();
    }

    private boolean forward(Packet packet, SwitchPort port) {
        if (port == this) {
            packet.release();
            return true;
        }
        return hand(packet.exclusive(), port);
    }

    /** To all other ports: copies to all of them but the last. */
    private boolean flood(Packet packet) {
        SwitchPort last = null;
        for (@Nullable SwitchPort port : fabric.ports()) {
            if (port != null && port != this) {
                if (last != null) {
                    hand(packet.copy(), last);
                }
                last = port;
            }
        }
        if (last == null) {
            packet.release();
            return true;
        }
        return hand(packet.exclusive(), last);
    }
}
