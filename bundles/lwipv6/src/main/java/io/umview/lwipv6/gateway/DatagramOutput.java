package io.umview.lwipv6.gateway;

import io.umview.lwipv6.buffer.Packet;
import io.umview.lwipv6.net.Flow;
import io.umview.lwipv6.net.IpOutput;
import io.umview.lwipv6.wire.IpAddress;
import io.umview.lwipv6.wire.Udp;
import java.nio.ByteBuffer;

/** Sends datagrams to guests, from whichever address. */
final class DatagramOutput {
    private final IpOutput output;
    private final int interfaceIndex;

    /**
     * Datagrams that leave by one interface.
     *
     * @param interfaceIndex of the interface to the guest
     */
    DatagramOutput(IpOutput output, int interfaceIndex) {
        this.output = output;
        this.interfaceIndex = interfaceIndex;
    }

    /** An empty packet for up to {@code size} bytes. */
    Packet packet(int size) {
        return output.pool().take(size);
    }

    /** A flow from any address to one of a guest's. */
    Flow flow(IpAddress source, IpAddress destination) {
        Flow flow = new Flow(Udp.PROTOCOL);
        flow.foreignSource(true);
        flow.broadcast(true);
        flow.source(source);
        flow.destination(destination);
        flow.boundInterface(interfaceIndex);
        return flow;
    }

    /** Sends bytes from the beginning of a buffer. */
    void send(ByteBuffer payload, int length, Flow flow, int sourcePort, int destinationPort) {
        Packet packet = packet(length);
        packet.append(length);
        packet.put(0, payload, 0, length);
        send(packet, flow, sourcePort, destinationPort);
    }

    /** Sends a payload, which is given away. */
    void send(Packet payload, Flow flow, int sourcePort, int destinationPort) {
        if (!Udp.prepend(payload, sourcePort, destinationPort)) {
            payload.release();
            return;
        }
        Udp.completeLater(payload, flow.source(), flow.destination());
        output.send(payload, flow);
    }

    /** The last of several datagrams was sent for now. */
    void flush() {
        output.flush();
    }
}
