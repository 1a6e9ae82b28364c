package io.umview.lwipv6.transport.tcp;

import io.umview.lwipv6.transport.SocketInfo;
import io.umview.lwipv6.wire.IpAddress;
import org.jspecify.annotations.Nullable;

/** What segments from one peer's port to one of ours are for: a connection, one that is being made, or what is left of one. */
abstract class Endpoint implements SocketInfo {
    long localHigh;
    long localLow;
    long remoteHigh;
    long remoteLow;

    /** The local port in the high half, the peer's in the low one. */
    int ports;

    /** The only interface that it hears of, or 0. */
    int boundInterface;

    int hash;

    @Nullable
    Endpoint chain;

    boolean listed;

    final void address(long ownHigh, long ownLow, long peerHigh, long peerLow, int bothPorts) {
        localHigh = ownHigh;
        localLow = ownLow;
        remoteHigh = peerHigh;
        remoteLow = peerLow;
        ports = bothPorts;
    }

    final void address(Endpoint other) {
        address(other.localHigh, other.localLow, other.remoteHigh, other.remoteLow, other.ports);
        boundInterface = other.boundInterface;
    }

    final boolean isV4() {
        return IpAddress.isV4(remoteHigh, remoteLow);
    }

    @Override
    public int domain() {
        return isV4() ? 2 : 10;
    }

    @Override
    public final int protocol() {
        return 6;
    }

    @Override
    public IpAddress localAddress() {
        return new IpAddress(localHigh, localLow);
    }

    @Override
    public int localPort() {
        return ports >>> 16;
    }

    @Override
    public IpAddress peerAddress() {
        return new IpAddress(remoteHigh, remoteLow);
    }

    @Override
    public int peerPort() {
        return ports & 0xffff;
    }

    @Override
    public int boundInterface() {
        return boundInterface;
    }
}
