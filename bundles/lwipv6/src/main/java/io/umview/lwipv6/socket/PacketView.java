package io.umview.lwipv6.socket;

import io.umview.lwipv6.transport.PacketSocketInfo;

/** What a packet socket shows of itself. */
record PacketView(PacketSocket socket) implements PacketSocketInfo {
    @Override
    public int type() {
        return socket.type();
    }

    @Override
    public int protocol() {
        return socket.wanted();
    }

    @Override
    public int boundInterface() {
        return socket.boundInterface();
    }

    @Override
    public boolean running() {
        return socket.running();
    }

    @Override
    public int receiveMemory() {
        return socket.queue().charged();
    }

    @Override
    public int receiveBuffer() {
        return socket.options().receiveBuffer();
    }

    @Override
    public int drops() {
        return socket.queue().drops();
    }

    @Override
    public boolean auxiliaryData() {
        return socket.packetOptions().is(PacketOption.PACKET_AUXDATA);
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
}
