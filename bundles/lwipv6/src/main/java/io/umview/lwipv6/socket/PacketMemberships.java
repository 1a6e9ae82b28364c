package io.umview.lwipv6.socket;

import io.umview.lwipv6.net.NetworkError;
import io.umview.lwipv6.net.NetworkException;
import io.umview.lwipv6.net.NetworkInterface;
import io.umview.lwipv6.wire.MacAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What a packet socket makes interfaces receive: struct packet_mreq of packet(7). */
final class PacketMemberships {
    private static final int REQUEST = 16;
    private static final int ADDRESS = 8;

    private final PacketTaps taps;
    private final List<Membership> memberships = new ArrayList<>(1);

    PacketMemberships(PacketTaps taps) {
        this.taps = taps;
    }

    void add(byte[] request) throws NetworkException {
        Membership wanted = read(request);
        NetworkInterface device = taps.network().interfaces().byIndex(wanted.interfaceIndex);
        if (device == null) {
            throw NetworkError.ENODEV.exception();
        }
        if (wanted.address.length > MacAddress.LENGTH) {
            throw NetworkError.EINVAL.exception();
        }
        int same = memberships.indexOf(wanted);
        if (same >= 0) {
            memberships.get(same).count++;
            return;
        }
        boolean named = wanted.type == PacketOption.MEMBER_MULTICAST || wanted.type == PacketOption.MEMBER_UNICAST;
        if (named && wanted.address.length != MacAddress.LENGTH) {
            throw NetworkError.EINVAL.exception();
        }
        memberships.add(wanted);
        apply(device, wanted, 1);
    }

    /** What was not added is no error. */
    void drop(byte[] request) throws NetworkException {
        int same = memberships.indexOf(read(request));
        if (same >= 0 && --memberships.get(same).count == 0) {
            remove(memberships.remove(same));
        }
    }

    void close() {
        for (Membership membership : memberships) {
            remove(membership);
        }
        memberships.clear();
    }

    void interfaceRemoved(NetworkInterface device) {
        memberships.removeIf(membership -> membership.interfaceIndex == device.index());
    }

    private void remove(Membership membership) {
        NetworkInterface device = taps.network().interfaces().byIndex(membership.interfaceIndex);
        if (device != null) {
            apply(device, membership, -1);
        }
    }

    /** An interface that is not promiscuous receives all multicast frames of its link anyway; what is told apart is who wants more. */
    private static void apply(NetworkInterface device, Membership membership, int change) {
        if (membership.type != PacketOption.MEMBER_MULTICAST) {
            device.promiscuous(change);
        }
    }

    private static Membership read(byte[] request) throws NetworkException {
        ByteBuffer asked = OptionValue.buffer(request, REQUEST);
        int length = asked.getShort(6) & 0xffff;
        if (request.length < REQUEST - ADDRESS + length) {
            throw NetworkError.EINVAL.exception();
        }
        byte[] address = Arrays.copyOfRange(request, ADDRESS, ADDRESS + Math.min(length, ADDRESS));
        return new Membership(asked.getInt(0), asked.getShort(4) & 0xffff, address);
    }

    private static final class Membership {
        final int interfaceIndex;
        final int type;
        final byte[] address;
        int count = 1;

        Membership(int interfaceIndex, int type, byte[] address) {
            this.interfaceIndex = interfaceIndex;
            this.type = type;
            this.address = address;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Membership that
                    && that.interfaceIndex == interfaceIndex
                    && that.type == type
                    && Arrays.equals(that.address, address);
        }

        @Override
        public int hashCode() {
            return interfaceIndex * 31 + type;
        }
    }
}
