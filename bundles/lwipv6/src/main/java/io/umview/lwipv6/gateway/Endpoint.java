package io.umview.lwipv6.gateway;

import io.umview.lwipv6.wire.IpAddress;

/** An address and a port, as guests see them. */
record Endpoint(IpAddress address, int port) {
    boolean is(long high, long low, int otherPort) {
        return address.high() == high && address.low() == low && port == otherPort;
    }
}
