package io.umview.lwipv6.net;

import io.umview.lwipv6.buffer.Packet;
import io.umview.lwipv6.wire.IpProtocol;
import io.umview.lwipv6.wire.UdpLite;
import org.jspecify.annotations.Nullable;

/** What a route is looked up for: one object is used again and again. */
final class RouteKey {
    long destinationHigh;
    long destinationLow;
    long sourceHigh;
    long sourceLow;
    int tos;
    int mark;

    /** IPPROTO_* of what is carried, 0 if it is not known. */
    int protocol;

    /** The source port in the high half, the destination port in the low one; 0 if there are none. */
    int ports;

    /** Where it came in, or null: it is sent from here. */
    @Nullable
    NetworkInterface input;

    /** Where it must leave, or null. */
    @Nullable
    NetworkInterface output;

    /** The name of the interface that rules know the sender by. */
    String inputName() {
        return input == null ? "lo" : input.name();
    }

    int sourcePort() {
        return ports >>> 16;
    }

    int destinationPort() {
        return ports & 0xffff;
    }

    /** Takes protocol and ports from a packet, whose transport header is at {@code offset}; {@code -1} if it is not there. */
    void lookInside(Packet packet, int protocolNumber, int offset) {
        protocol = protocolNumber;
        boolean ported = switch (protocolNumber) {
            case IpProtocol.TCP, IpProtocol.UDP, UdpLite.PROTOCOL -> true;
            default -> false;
        };
        ports = ported && offset >= 0 && packet.length() >= offset + 4 ? packet.get32(offset) : 0;
    }

    String outputName() {
        return output == null ? "" : output.name();
    }

    RouteKey to(long high, long low) {
        destinationHigh = high;
        destinationLow = low;
        sourceHigh = 0;
        sourceLow = 0;
        tos = 0;
        mark = 0;
        protocol = 0;
        ports = 0;
        input = null;
        output = null;
        return this;
    }
}
