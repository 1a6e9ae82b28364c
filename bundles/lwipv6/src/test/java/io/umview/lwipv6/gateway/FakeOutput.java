package io.umview.lwipv6.gateway;

import io.umview.lwipv6.buffer.Packet;
import io.umview.lwipv6.buffer.PacketPool;
import io.umview.lwipv6.net.Flow;
import io.umview.lwipv6.net.IpOutput;
import io.umview.lwipv6.net.NetworkError;
import io.umview.lwipv6.wire.IpAddress;
import io.umview.lwipv6.wire.Udp;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keeps the datagrams that are sent. */
final class FakeOutput implements IpOutput {
    final PacketPool pool = new PacketPool();
    final List<Datagram> sent = new ArrayList<>();

    /** Its packet has only the payload. */
    record Datagram(IpAddress source, int sourcePort, IpAddress destination, int destinationPort, Packet payload) {}

    @Override
    public PacketPool pool() {
        return pool;
    }

    @Override
    public @Nullable NetworkError route(Flow flow) {
        return null;
    }

    @Override
    public @Nullable NetworkError send(Packet packet, Flow flow) {
        int sourcePort = Udp.sourcePort(packet);
        int destinationPort = Udp.destinationPort(packet);
        packet.trimFront(Udp.HEADER);
        sent.add(new Datagram(flow.source(), sourcePort, flow.destination(), destinationPort, packet));
        return null;
    }

    @Override
    public @Nullable NetworkError sendWithHeader(Packet packet, Flow flow) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void confirm(Flow flow) {}

    @Override
    public void flush() {}
}
