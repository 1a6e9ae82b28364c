package io.umview.umdev.tap;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** TAP: packets are frames. */
final class EthernetFraming implements Framing {
    static final int HEADER = 14;
    private static final int TYPE = 12;

    private final ByteBuffer packet;

    EthernetFraming(PacketLoop loop) {
        this.packet = loop.packet().bytes().duplicate().order(ByteOrder.BIG_ENDIAN);
    }

    @Override
    public void send(int at, int length, int protocol, Wire.Port port) {
        if (length >= HEADER) {
            port.send(at, length);
        }
    }

    @Override
    public void receive(int at, int length, Wire.Port port, Guest guest) {
        if (length >= HEADER) {
            guest.receive(at, length, packet.getShort(at + TYPE) & 0xffff);
        }
    }
}
