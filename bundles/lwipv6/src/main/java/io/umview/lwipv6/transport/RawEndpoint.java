package io.umview.lwipv6.transport;

import io.umview.lwipv6.buffer.Packet;
import io.umview.lwipv6.net.Received;
import io.umview.lwipv6.net.Transport.IcmpError;
import io.umview.lwipv6.wire.IpAddress;
import org.jspecify.annotations.Nullable;

/** A raw socket as IP sees it: a protocol of one family, maybe a local address and a peer. */
public abstract class RawEndpoint {
    private final int protocol;
    private final boolean v4;
    private IpAddress local;
    private IpAddress peer;
    private int boundInterface;

    @Nullable
    RawEndpoint next;

    /** What wants all packets of a protocol. */
    protected RawEndpoint(int protocol, boolean v4) {
        this.protocol = protocol;
        this.v4 = v4;
        this.local = v4 ? IpAddress.ANY4 : IpAddress.ANY6;
        this.peer = local;
    }

    /** IPPROTO_* of the packets. */
    public final int protocol() {
        return protocol;
    }

    /** Whether it is of IPv4. */
    public final boolean v4() {
        return v4;
    }

    /** Says which packets it wants: to a local address, from a peer, from an interface; unspecified or 0 for all. */
    public final void limit(IpAddress to, IpAddress from, int device) {
        local = to;
        peer = from;
        boundInterface = device;
    }

    /** Whether addresses and interface fit; to and from as it sees them. */
    final boolean matches(long localHigh, long localLow, long remoteHigh, long remoteLow, int device) {
        return (local.isAny() || local.low() == localLow && local.high() == localHigh)
                && (peer.isAny() || peer.low() == remoteLow && peer.high() == remoteHigh)
                && (boundInterface == 0 || boundInterface == device);
    }

    /** Whether a packet that fits is wanted: filters of ICMP types, multicast groups. The window begins with the transport header. */
    protected abstract boolean accepts(Packet packet, Received header);

    /** A packet: its window begins with the transport header, the IP header is in front of it. It belongs to the endpoint, and may be shared. */
    protected abstract void receive(Packet packet, Received header);

    /** An ICMP error about something like what it sends; {@code quoted} begins with the transport header and remains the caller's. */
    protected abstract void error(IcmpError error, Packet quoted, Received header);
}
