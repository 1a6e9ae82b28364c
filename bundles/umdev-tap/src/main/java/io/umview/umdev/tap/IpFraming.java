package io.umview.umdev.tap;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * TUN: packets are those of IP. On the wire they are put into frames; stations are found by the source addresses of what they sent,
 * others are reached by broadcast. Requests of ARP (RFC 826) for an address that the guest has used are answered.
 */
final class IpFraming implements Framing {
    static final int IP = 0x0800;
    static final int IP6 = 0x86dd;
    private static final int ARP = 0x0806;
    private static final int HEADER = EthernetFraming.HEADER;
    private static final int IP_HEADER = 20;
    private static final int IP6_HEADER = 40;
    private static final int ARP_LENGTH = 28;
    private static final long ARP_REQUEST = 0x0001_0800_0604_0001L;
    private static final int KNOWN = 256;
    private static final int OWN = 16;
    private static final byte[] BROADCAST = {-1, -1, -1, -1, -1, -1};

    private final ByteBuffer packet;
    private final byte[] station = new byte[6];
    private final Map<Address, byte[]> neighbours = new Bounded<>(KNOWN);
    private final Map<Address, Boolean> own = new Bounded<>(OWN);

    /** An address of IPv4 in {@code low}, or of IPv6. */
    private record Address(long high, long low) {}

    private static final class Bounded<K, V> extends LinkedHashMap<K, V> {
        private static final long serialVersionUID = 1;
        private final int most;

        Bounded(int most) {
            super(16, 0.75f, true);
            this.most = most;
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
            return size() > most;
        }
    }

    IpFraming(PacketLoop loop) {
        this.packet = loop.packet().bytes().duplicate().order(ByteOrder.BIG_ENDIAN);
        new SecureRandom().nextBytes(station);
        station[0] = (byte) (station[0] & 0xfc | 2); // local, of a single station
    }

    @Override
    public void send(int at, int length, int protocol, Wire.Port port) {
        int type = length == 0 ? 0 : type(at);
        if (type == 0 || length < header(type)) {
            return;
        }
        own.put(address(at, type, true), Boolean.TRUE);
        int frame = at - HEADER;
        packet.put(frame, destination(at, type)).put(frame + 6, station).putShort(frame + 12, (short) type);
        port.send(frame, length + HEADER);
    }

    private int type(int at) {
        return switch (packet.get(at) >> 4 & 0xf) {
            case 4 -> IP;
            case 6 -> IP6;
            default -> 0;
        };
    }

    private static int header(int type) {
        return type == IP ? IP_HEADER : IP6_HEADER;
    }

    private Address address(int at, int type, boolean source) {
        if (type == IP) {
            return new Address(0, packet.getInt(at + (source ? 12 : 16)) & 0xffffffffL);
        }
        int offset = at + (source ? 8 : 24);
        return new Address(packet.getLong(offset), packet.getLong(offset + 8));
    }

    private byte[] destination(int at, int type) {
        byte[] known = neighbours.get(address(at, type, false));
        return known != null ? known : BROADCAST;
    }

    @Override
    public void receive(int at, int length, Wire.Port port, Guest guest) {
        int type = length < HEADER ? 0 : packet.getShort(at + 12) & 0xffff;
        int payload = at + HEADER;
        int rest = length - HEADER;
        if (type == ARP && rest >= ARP_LENGTH) {
            answer(at, port);
        }
        if (!isForUs(at) || type != IP && type != IP6 || rest < header(type) || type(payload) != type) {
            return;
        }
        byte[] sender = new byte[6];
        packet.get(at + 6, sender);
        neighbours.put(address(payload, type, true), sender);
        // Frames are padded to their least length, packets are not.
        int size = type == IP
                ? packet.getShort(payload + 2) & 0xffff
                : IP6_HEADER + (packet.getShort(payload + 4) & 0xffff);
        guest.receive(payload, Math.min(rest, Math.max(size, header(type))), type);
    }

    private boolean isForUs(int at) {
        if ((packet.get(at) & 1) != 0) {
            return true;
        }
        for (int i = 0; i < station.length; i++) {
            if (packet.get(at + i) != station[i]) {
                return false;
            }
        }
        return true;
    }

    /** Makes a request into its answer. Other receivers of the frame have it too, so it is made in a place of its own. */
    private void answer(int at, Wire.Port port) {
        int arp = at + HEADER;
        @Nullable Boolean known = own.get(new Address(0, packet.getInt(arp + 24) & 0xffffffffL));
        if (packet.getLong(arp) != ARP_REQUEST || known == null) {
            return;
        }
        byte[] request = new byte[HEADER + ARP_LENGTH];
        packet.get(at, request);
        byte[] sender = new byte[10];
        packet.get(arp + 8, sender);
        byte[] target = new byte[4];
        packet.get(arp + 24, target);
        packet.put(at, sender, 0, 6)
                .put(at + 6, station)
                .put(arp + 7, (byte) 2)
                .put(arp + 8, station)
                .put(arp + 14, target)
                .put(arp + 18, sender);
        port.send(at, HEADER + ARP_LENGTH);
        packet.put(at, request);
    }
}
