package io.umview.lwipv6.transport;

import io.umview.lwipv6.buffer.Packet;
import io.umview.lwipv6.net.Received;
import io.umview.lwipv6.net.Transport.IcmpError;
import io.umview.lwipv6.wire.IpAddress;

/** What UDP delivers to: a local address and port, and a peer if it is connected. */
public abstract class UdpEndpoint {
    private final PortBinding binding = new PortBinding(this);
    private IpAddress peer = IpAddress.ANY6;
    private int peerPort;

    /** Its local address and port. */
    public final PortBinding binding() {
        return binding;
    }

    /** Where it is connected to; unspecified if it is not. */
    public final IpAddress peer() {
        return peer;
    }

    /** The port that it is connected to. */
    public final int peerPort() {
        return peerPort;
    }

    /** Connects it: it gets datagrams from there only. */
    public final void peer(IpAddress address, int port) {
        peer = address;
        peerPort = port;
    }

    /** Whether a datagram to a multicast group is for it, given that ports and addresses match. */
    protected abstract boolean acceptsMulticast(Received header);

    /**
     * Whether a datagram is for it of which the checksum covers only a part: nothing of one over IPv6 (UDP_NO_CHECK6_RX, RFC 6935), or
     * some of one of UDP-Lite (UDPLITE_RECV_CSCOV).
     *
     * @param covered bytes that the checksum covers, fewer than there are
     */
    protected abstract boolean acceptsCoverage(int covered);

    /**
     * A datagram, whose window is the payload. Others may have it too, so it must not be changed.
     *
     * @param packet belongs to the endpoint from now on
     */
    protected abstract void receive(Packet packet, Received header, int sourcePort, int destinationPort);

    /**
     * An ICMP error about something that it sent.
     *
     * @param quoted begins with the UDP header that the error quotes; remains the caller's
     */
    protected abstract void error(IcmpError error, Packet quoted, Received header, int destinationPort);

    /**
     * Which one of a group of endpoints that share a port gets a datagram (SO_ATTACH_REUSEPORT_CBPF).
     *
     * @param packet its window is the payload
     * @return its number, counted from the one that was bound first, or -1 to have the hash decide
     */
    protected int select(Packet packet) {
        return -1;
    }

    /** How well a datagram fits, as compute_score() of Linux; negative if not at all. */
    final int score(long localHigh, long localLow, long remoteHigh, long remoteLow, int remotePort, int device) {
        boolean v4 = IpAddress.isV4(localHigh, localLow);
        IpAddress local = binding.address();
        int score = local.isV4() == v4 ? 1 : 0;
        if (local.isAny()) {
            if (local.isV4() && !v4 || v4 && binding.v6Only()) {
                return -1;
            }
        } else if (local.low() == localLow && local.high() == localHigh) {
            score += 32;
        } else {
            return -1;
        }
        if (!peer.isAny()) {
            if (peer.low() != remoteLow || peer.high() != remoteHigh) {
                return -1;
            }
            score += 4;
        }
        if (peerPort != 0) {
            if (peerPort != remotePort) {
                return -1;
            }
            score += 4;
        }
        int bound = binding.boundInterface();
        if (bound != 0) {
            if (bound != device) {
                return -1;
            }
            score += 4;
        }
        return score;
    }
}
