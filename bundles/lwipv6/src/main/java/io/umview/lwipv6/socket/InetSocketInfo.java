package io.umview.lwipv6.socket;

import io.umview.lwipv6.transport.SocketInfo;
import io.umview.lwipv6.wire.IpAddress;
import java.util.Objects;

/** What a UDP, ping or raw socket shows of itself. */
final class InetSocketInfo implements SocketInfo {
    private final InetMessageSocket socket;

    InetSocketInfo(InetMessageSocket socket) {
        this.socket = socket;
    }

    @Override
    public int domain() {
        return socket.domain();
    }

    @Override
    public int protocol() {
        return socket.protocol();
    }

    @Override
    public int state() {
        return socket.peer() == null ? CLOSE : ESTABLISHED;
    }

    @Override
    public IpAddress localAddress() {
        return socket.local();
    }

    @Override
    public int localPort() {
        return socket.localPort();
    }

    @Override
    public IpAddress peerAddress() {
        return Objects.requireNonNullElse(socket.peer(), socket.any());
    }

    @Override
    public int peerPort() {
        return socket.peerPort();
    }

    @Override
    public int receiveQueue() {
        return socket.queue().charged();
    }

    @Override
    public int uid() {
        return socket.uid();
    }

    @Override
    public long inode() {
        return socket.inode();
    }

    @Override
    public long cookie() {
        return socket.options().cookie();
    }

    @Override
    public int boundInterface() {
        return socket.options().boundInterface();
    }

    @Override
    public int mark() {
        return socket.options().mark();
    }

    @Override
    public boolean v6Only() {
        return socket.v6Only();
    }

    @Override
    public int typeOfService() {
        return socket.ipv4().typeOfService();
    }

    @Override
    public int trafficClass() {
        Ipv6Options options = socket.ipv6();
        return options == null ? 0 : options.trafficClass();
    }

    @Override
    public int shutdown() {
        return socket.shutdownBits();
    }

    @Override
    public int receiveBuffer() {
        return socket.options().receiveBuffer();
    }

    @Override
    public int sendBuffer() {
        return socket.options().sendBuffer();
    }

    @Override
    public int drops() {
        return socket.queue().drops();
    }

    @Override
    public boolean abort() {
        return socket.abort();
    }
}
