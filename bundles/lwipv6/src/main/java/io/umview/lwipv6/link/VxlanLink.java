package io.umview.lwipv6.link;

import io.umview.lwipv6.buffer.Packet;
import io.umview.lwipv6.buffer.PacketPool;
import io.umview.lwipv6.time.Clock;
import io.umview.lwipv6.wire.Ethernet;
import io.umview.lwipv6.wire.MacAddress;
import io.umview.lwipv6.wire.Vxlan;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/**
 * A tunnel endpoint of a Virtual eXtensible Local Area Network (RFC 7348) over the host's network. It understands itself with Linux's
 * vxlan devices: {@code ip link add vxlan1 type vxlan id 1 group 239.1.1.1 dev eth0 dstport 4789}.
 */
public final class VxlanLink implements Link {
    /** An Ethernet header and a VLAN tag come on top of the MTU. */
    private static final int FRAME_OVERHEAD = 18;

    /** The largest payload of UDP over IPv4. */
    private static final int LARGEST_DATAGRAM = 65507;

    private static final int LARGEST_MTU = LARGEST_DATAGRAM - Vxlan.LENGTH - FRAME_OVERHEAD;
    private static final int SMALLEST_MTU = 68;
    private static final int BUDGET = 64;
    private static final int BUFFER = 1 << 20;

    private final VxlanOptions options;
    private final SelectorLoop host;
    private final Clock clock;
    private final DatagramChannel incoming;

    /** Its port is another one, so that what a multicast brings back is recognized. */
    private final DatagramChannel outgoing;

    private final int ownPort;
    private final Set<InetAddress> ownAddresses;
    private final InetSocketAddress[] everybody;
    private final TunnelEndpoints endpoints;
    private final Inbox inbox = new Inbox();

    /** For packets that come in, in the host loop's thread. */
    private final PacketPool arriving = new PacketPool();

    private final LongAdder dropped = new LongAdder();
    private volatile int mtu;

    private VxlanLink(
            VxlanOptions options,
            SelectorLoop host,
            Clock clock,
            DatagramChannel incoming,
            DatagramChannel outgoing,
            NetworkInterface device)
            throws IOException {
        this.options = options;
        this.host = host;
        this.clock = clock;
        this.incoming = incoming;
        this.outgoing = outgoing;
        this.mtu = Math.max(SMALLEST_MTU, Math.min(device.getMTU() - options.overhead(), LARGEST_MTU));
        ownAddresses = device.inetAddresses().collect(Collectors.toUnmodifiableSet());
        ownPort = ((InetSocketAddress) outgoing.getLocalAddress()).getPort();
        everybody = options.destinations().stream()
                .map(address -> new InetSocketAddress(address, options.port()))
                .toArray(InetSocketAddress[]::new);
        endpoints = new TunnelEndpoints(options.port(), VxlanLink::isOurs);
    }

    /**
     * Opens the sockets of an endpoint.
     *
     * @param host a loop that reads from the host's network; it may be the stack's own
     * @throws IOException if the port is taken, or there is no way to the destination
     */
    public static VxlanLink open(VxlanOptions options, SelectorLoop host, Clock clock) throws IOException {
        NetworkInterface device = options.networkInterface();
        StandardProtocolFamily family = options.isV4() ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6;
        DatagramChannel incoming = DatagramChannel.open(family);
        try {
            DatagramChannel outgoing = DatagramChannel.open(family);
            try {
                setUp(incoming, options, device);
                outgoing.configureBlocking(false);
                outgoing.setOption(StandardSocketOptions.SO_SNDBUF, BUFFER);
                if (options.isMulticast()) {
                    outgoing.setOption(StandardSocketOptions.IP_MULTICAST_IF, device);
                    outgoing.setOption(StandardSocketOptions.IP_MULTICAST_LOOP, true);
                }
                outgoing.bind(null);
                return new VxlanLink(options, host, clock, incoming, outgoing, device);
            } catch (IOException | RuntimeException e) {
                outgoing.close();
                throw e;
            }
        } catch (IOException | RuntimeException e) {
            incoming.close();
            throw e;
        }
    }

    private static void setUp(DatagramChannel incoming, VxlanOptions options, NetworkInterface device)
            throws IOException {
        incoming.configureBlocking(false);
        incoming.setOption(StandardSocketOptions.SO_RCVBUF, BUFFER);
        if (options.isMulticast()) {
            // Others on this host may be members of the group too.
            incoming.setOption(StandardSocketOptions.SO_REUSEADDR, true);
        }
        incoming.bind(new InetSocketAddress(options.port()));
        if (options.isMulticast()) {
            InetAddress group = options.destinations().get(0);
            incoming.join(group, device);
        }
    }

    @Override
    public Framing framing() {
        return Framing.ETHERNET;
    }

    @Override
    public int mtu() {
        return mtu;
    }

    @Override
    public boolean mtu(int bytes) {
        if (bytes < SMALLEST_MTU || bytes > LARGEST_MTU) {
            return false;
        }
        mtu = bytes;
        return true;
    }

    @Override
    public void open(Receiver receiver) {
        inbox.open(receiver);
        host.execute(() -> {
            try {
                host.register(incoming, SelectionKey.OP_READ, key -> read());
            } catch (IOException e) {
                // Closed before it was opened.
            }
        });
    }

    @Override
    public boolean send(Packet packet) {
        if (!Ethernet.check(packet) || packet.length() > mtu + FRAME_OVERHEAD) {
            packet.release();
            return drop();
        }
        long destination = Ethernet.destination(packet, 0);
        InetSocketAddress known = MacAddress.isGroup(destination) ? null : endpoints.of(destination, seconds());
        Packet framed = packet.exclusive();
        framed.prepend(Vxlan.LENGTH);
        Vxlan.emit(framed, 0, options.vni());
        boolean sent = true;
        if (known != null) {
            sent = transmit(framed, known);
        } else {
            for (InetSocketAddress each : everybody) {
                sent &= transmit(framed, each);
            }
        }
        framed.release();
        return sent;
    }

    @Override
    public void close() {
        try (incoming;
                outgoing) {
            inbox.close();
        } catch (IOException e) {
            // Nothing was waiting to be written.
        }
    }

    /** How many packets were dropped: too large, malformed, of another network, or because there was no room. */
    public long dropped() {
        return dropped.sum() + inbox.dropped();
    }

    private boolean transmit(Packet packet, InetSocketAddress to) {
        ByteBuffer memory = packet.memory();
        memory.limit(packet.headroom() + packet.length()).position(packet.headroom());
        try {
            return outgoing.send(memory, to) > 0 || drop();
        } catch (IOException e) {
            // Unreachable now, maybe not later: an Ethernet does not tell either.
            return drop();
        } finally {
            memory.clear();
        }
    }

    private boolean drop() {
        dropped.increment();
        return false;
    }

    private void read() {
        int now = seconds();
        try {
            for (int i = 0; i < BUDGET; i++) {
                if (!readOne(now)) {
                    break;
                }
            }
        } catch (IOException e) {
            // Closed, or an ICMP error about something that was sent.
        }
        inbox.wake();
    }

    private boolean readOne(int now) throws IOException {
        // The other end may have a larger MTU: all is taken that there is room for. What fills it was cut off.
        Packet packet = arriving.take(Vxlan.LENGTH + mtu + FRAME_OVERHEAD + 1);
        int most = packet.tailroom();
        ByteBuffer memory = packet.memory();
        int start = packet.headroom();
        memory.limit(start + most).position(start);
        InetSocketAddress from = null;
        try {
            from = (InetSocketAddress) incoming.receive(memory);
            packet.append(memory.position() - start);
        } finally {
            memory.clear();
            if (from == null) {
                packet.release();
            }
        }
        if (from == null) {
            return false;
        }
        accept(packet, from, most, now);
        return true;
    }

    private void accept(Packet packet, InetSocketAddress from, int most, int now) {
        if (from.getPort() == ownPort && ownAddresses.contains(from.getAddress())) {
            packet.release();
            return;
        }
        boolean right = packet.length() < most
                && packet.length() >= Vxlan.LENGTH + Ethernet.LENGTH
                && Vxlan.check(packet, 0)
                && Vxlan.vni(packet, 0) == options.vni();
        if (!right) {
            packet.release();
            drop();
            return;
        }
        packet.trimFront(Vxlan.LENGTH);
        long source = Ethernet.source(packet, 0);
        if (source != 0 && !MacAddress.isGroup(source)) {
            endpoints.learn(source, from, now);
        }
        inbox.offer(packet);
    }

    private static boolean isOurs(InetAddress address) {
        try {
            return NetworkInterface.getByInetAddress(address) != null;
        } catch (IOException e) {
            return false;
        }
    }

    private int seconds() {
        return (int) (clock.nanos() / 1_000_000_000);
    }
}
