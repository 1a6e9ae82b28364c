package io.umview.lwipv6.socket;

import io.umview.lwipv6.buffer.Packet;
import io.umview.lwipv6.net.Received;
import io.umview.lwipv6.wire.IpAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A message in a receive queue: a part of a packet, and what the headers said. The packet may be in the queues of several sockets, so what
 * each makes of it is kept here. Messages are used again ({@link MessagePool}).
 */
final class ReceivedMessage implements MessageSocket.Message {
    /** What a message costs beside its bytes, as struct sk_buff and its shared info do on Linux. */
    static final int OVERHEAD = 576;

    @Nullable
    ReceivedMessage next;

    @Nullable
    Packet packet;

    @Nullable
    MessageReader reader;

    /** Where the payload is in the packet's memory. */
    int start;

    int length;

    /** What it was before a filter cut it. */
    int originalLength;

    long sourceHigh;
    long sourceLow;
    long destinationHigh;
    long destinationLow;
    int sourcePort;
    int destinationPort;
    int hops;
    int trafficClass;
    int flowLabel;
    int interfaceIndex;

    /** It was sent to a multicast or broadcast address. */
    boolean group;

    /** Microseconds since 1970, 0 if nobody wanted to know. */
    long received;

    /** How many messages the queue had dropped when this one came. */
    int drops;

    /** Offset of the network header from {@link #start}, mostly negative. */
    int networkHeader;

    /** Of packet sockets: PACKET_HOST and so on, and the ethertype. */
    int packetType;

    int etherType;

    /** What is taken from a receive buffer for it. */
    int charged;

    void fill(Packet source, Received header, int fromPort, int toPort) {
        window(source);
        sourceHigh = header.sourceHigh();
        sourceLow = header.sourceLow();
        destinationHigh = header.destinationHigh();
        destinationLow = header.destinationLow();
        sourcePort = fromPort;
        destinationPort = toPort;
        hops = header.hops();
        trafficClass = header.trafficClass();
        flowLabel = header.flowLabel();
        interfaceIndex = header.interfaceIndex();
        group = !header.unicast();
    }

    void window(Packet source) {
        packet = source;
        start = source.headroom();
        length = source.length();
        originalLength = length;
        networkHeader = source.networkHeader();
        received = source.received();
    }

    /** Widens the payload at its front to where the network header begins. */
    void includeNetworkHeader() {
        start += networkHeader;
        length -= networkHeader;
        originalLength = length;
        networkHeader = 0;
    }

    boolean isV4() {
        return IpAddress.isV4(sourceHigh, sourceLow);
    }

    void release() {
        Packet held = packet;
        if (held != null) {
            packet = null;
            held.release();
        }
        next = null;
        reader = null;
        packetType = 0;
        etherType = 0;
    }

    @Override
    public ByteBuffer payload() {
        Packet held = packet;
        if (held == null) {
            throw new IllegalStateException("the message is gone");
        }
        return held.part(start, length);
    }

    @Override
    public int fullLength() {
        return originalLength;
    }

    @Override
    public SocketAddress source() {
        return reader().source(this);
    }

    @Override
    public int source(ByteBuffer into) {
        return reader().source(this, into);
    }

    @Override
    public ByteBuffer control() {
        return reader().control(this);
    }

    @Override
    public int flags() {
        return 0;
    }

    private MessageReader reader() {
        MessageReader mine = reader;
        if (mine == null) {
            throw new IllegalStateException("the message is gone");
        }
        return mine;
    }

    /** The socket that the message is read from: it knows which of the facts its program wants, and how. */
    interface MessageReader {
        SocketAddress source(ReceivedMessage message);

        int source(ReceivedMessage message, ByteBuffer into);

        ByteBuffer control(ReceivedMessage message);
    }
}
