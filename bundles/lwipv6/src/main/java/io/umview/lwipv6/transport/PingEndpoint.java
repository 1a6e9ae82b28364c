package io.umview.lwipv6.transport;

import io.umview.lwipv6.buffer.Packet;
import io.umview.lwipv6.net.Received;
import io.umview.lwipv6.net.Transport.IcmpError;
import io.umview.lwipv6.wire.IpAddress;

/** A ping socket as ICMP sees it: an identifier, which is its port, and maybe a local address. */
public abstract class PingEndpoint {
    private final PortBinding binding = new PortBinding(this);

    /** Its local address and identifier. */
    public final PortBinding binding() {
        return binding;
    }

    /** Whether it is for a local address and an interface. */
    final boolean matches(long localHigh, long localLow, int device) {
        IpAddress local = binding.address();
        int bound = binding.boundInterface();
        return (local.isAny() || local.low() == localLow && local.high() == localHigh)
                && (bound == 0 || bound == device);
    }

    /** An echo reply, whose window begins with the ICMP header. It belongs to the endpoint from now on. */
    protected abstract void receive(Packet packet, Received header);

    /** An ICMP error about an echo request, whose ICMP header {@code quoted} begins with; remains the caller's. */
    protected abstract void error(IcmpError error, Packet quoted, Received header);
}
