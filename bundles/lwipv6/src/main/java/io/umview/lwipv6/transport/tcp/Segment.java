package io.umview.lwipv6.transport.tcp;

import io.umview.lwipv6.buffer.Packet;
import io.umview.lwipv6.net.Received;
import io.umview.lwipv6.wire.Tcp;
import io.umview.lwipv6.wire.TcpOptions;

/** A segment that has come in. One object is filled in anew for every segment; what it shows of the packet's payload narrows as it is used. */
final class Segment {
    private static final int ECN_MASK = 3;
    private static final int CONGESTION_EXPERIENCED = 3;

    final TcpOptions options = new TcpOptions();

    long sourceHigh;
    long sourceLow;
    long destinationHigh;
    long destinationLow;
    int interfaceIndex;

    /** Type of service or traffic class. */
    int trafficClass;

    int hops;

    /** The source port in the high half. */
    int ports;

    int seq;
    int ack;
    int flags;

    /** Not scaled. */
    int window;

    int urgentPointer;

    /** Where the payload begins in the packet. */
    int offset;

    /** Bytes of payload. */
    int length;

    /** How many segments it is, by GRO. */
    int count;

    /** Reads a packet whose window begins with the header, and whose checksum was found right. */
    void read(Packet packet, int headerLength, Received header) {
        sourceHigh = header.sourceHigh();
        sourceLow = header.sourceLow();
        destinationHigh = header.destinationHigh();
        destinationLow = header.destinationLow();
        interfaceIndex = header.interfaceIndex();
        trafficClass = header.trafficClass();
        hops = header.hops();
        ports = Tcp.ports(packet);
        seq = Tcp.sequence(packet);
        ack = Tcp.acknowledgment(packet);
        flags = Tcp.flags(packet);
        window = Tcp.window(packet);
        urgentPointer = Tcp.urgentPointer(packet);
        offset = headerLength;
        length = packet.length() - headerLength;
        options.parse(packet, headerLength);
        int size = packet.segmentSize();
        count = size > 0 && length > size ? (length + size - 1) / size : 1;
    }

    boolean has(int flag) {
        return (flags & flag) != 0;
    }

    /** Sequence numbers that it occupies. */
    int span() {
        return length + (has(Tcp.SYN) ? 1 : 0) + (has(Tcp.FIN) ? 1 : 0);
    }

    /** The sequence number behind it. */
    int end() {
        return seq + span();
    }

    int sourcePort() {
        return ports >>> 16;
    }

    int destinationPort() {
        return ports & 0xffff;
    }

    /** The ports as the endpoint that it is for has them: its own, which is the destination, in the high half. */
    int endpointPorts() {
        return Integer.rotateLeft(ports, 16);
    }

    boolean congestionExperienced() {
        return (trafficClass & ECN_MASK) == CONGESTION_EXPERIENCED;
    }

    /** Forgets bytes at the front that are known already. */
    void trimFront(int count) {
        seq += count;
        offset += count;
        length -= count;
    }

    /** Forgets what lies behind {@code bytes} bytes of payload, and the FIN with it. */
    void truncate(int bytes) {
        length = bytes;
        flags &= ~Tcp.FIN;
    }
}
