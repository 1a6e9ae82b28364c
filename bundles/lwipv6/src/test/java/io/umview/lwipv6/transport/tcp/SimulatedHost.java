package io.umview.lwipv6.transport.tcp;

import io.umview.lwipv6.buffer.Packet;
import io.umview.lwipv6.buffer.PacketPool;
import io.umview.lwipv6.net.Flow;
import io.umview.lwipv6.net.FlowWays;
import io.umview.lwipv6.net.IpOutput;
import io.umview.lwipv6.net.NetworkError;
import io.umview.lwipv6.net.NetworkException;
import io.umview.lwipv6.net.Received;
import io.umview.lwipv6.time.TimerWheel;
import io.umview.lwipv6.transport.PortBinding;
import io.umview.lwipv6.wire.IpAddress;
import java.util.Random;

/** A host with nothing but TCP, on a {@link SimulatedNetwork}. */
public final class SimulatedHost implements IpOutput {
    static final int AF_INET = 2;

    public final PacketPool pool = new PacketPool();
    public final TimerWheel timers;
    public final TcpLayer tcp;
    public final IpAddress address;
    final SimulatedNetwork network;
    private final Received received = new Received();
    private long cookies = 1;

    SimulatedHost(SimulatedNetwork network, IpAddress address) {
        this.network = network;
        this.address = address;
        timers = new TimerWheel(network.clock);
        Random random = new Random(network.random.nextLong());
        tcp = new TcpLayer(this, timers, random, () -> cookies++);
    }

    @Override
    public PacketPool pool() {
        return pool;
    }

    @Override
    public NetworkError route(Flow flow) {
        if (flow.source().isAny()) {
            flow.source(address);
        }
        FlowWays.set(flow, network.mtu, network.offload);
        return null;
    }

    @Override
    public NetworkError send(Packet packet, Flow flow) {
        int header = flow.destination().isV4() ? 20 : 40;
        boolean whole = packet.segmentation() == Packet.Segmentation.NONE;
        if (whole && packet.length() + header > network.mtu) {
            packet.release();
            return NetworkError.EMSGSIZE;
        }
        network.transmit(this, packet, flow);
        return null;
    }

    @Override
    public NetworkError sendWithHeader(Packet packet, Flow flow) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void confirm(Flow flow) {}

    @Override
    public void flush() {}

    void deliver(Packet packet, IpAddress source, IpAddress destination, int trafficClass) {
        received.set(
                source.high(), source.low(), destination.high(), destination.low(), 6, 64, trafficClass, 0, 1, true);
        tcp.receive(packet, received);
    }

    Listener listen(int port, Settings settings, int backlog) throws NetworkException {
        PortBinding binding = new PortBinding(null);
        binding.address(IpAddress.ANY6);
        binding.reuseAddress(true);
        if (tcp.ports().bind(binding, port) != null) {
            throw NetworkError.EADDRINUSE.exception();
        }
        return tcp.listen(settings, binding, AF_INET, backlog);
    }

    Settings settings() {
        return new Settings(tcp.parameters());
    }

    Connection connect(SimulatedHost peer, int port, Settings settings) throws NetworkException {
        Flow flow = new Flow(6);
        flow.destination(peer.address);
        PortBinding binding = new PortBinding(null);
        return tcp.connect(settings, flow, binding, port);
    }
}
