package io.umview.lwipv6.net;

import io.umview.lwipv6.buffer.InternetChecksum;
import io.umview.lwipv6.buffer.Packet;
import io.umview.lwipv6.buffer.PacketPool;
import io.umview.lwipv6.link.EventLoop;
import io.umview.lwipv6.link.Link;
import io.umview.lwipv6.wire.Ethernet;
import io.umview.lwipv6.wire.MacAddress;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Where an interface meets its link: framing, counters, taps. */
final class LinkPort implements Link.Receiver {
    private static final FrameTap[] NO_TAPS = {};

    private final NetworkInterface device;
    private final Network network;
    private final Link link;
    private final InterfaceCounters counters;
    private final boolean ethernet;
    private FrameTap[] taps = NO_TAPS;
    private boolean unflushed;
    private boolean closed;

    LinkPort(NetworkInterface device, Link link) {
        this.device = device;
        this.network = device.network;
        this.link = link;
        this.counters = device.counters();
        this.ethernet = device.isEthernet();
    }

    void addTap(FrameTap tap) {
        taps = Arrays.copyOf(taps, taps.length + 1);
        taps[taps.length - 1] = tap;
    }

    void removeTap(FrameTap tap) {
        FrameTap[] left = Arrays.stream(taps).filter(other -> other != tap).toArray(FrameTap[]::new);
        taps = left.length == 0 ? NO_TAPS : left;
    }

    @Override
    public PacketPool pool() {
        return network.pool;
    }

    @Override
    public EventLoop loop() {
        return network.loop;
    }

    /** Sends a packet that begins with the network header; the link may have to make segments of it. */
    void send(Packet packet, long destination) {
        transmit(packet, destination, packet.get8(0) >>> 4 == 4 ? Ethernet.ETH_P_IP : Ethernet.ETH_P_IPV6);
    }

    /** Puts a link-layer header in front of a packet and sends it. */
    boolean transmit(Packet packet, long destination, int type) {
        packet.networkHeader(0);
        if (ethernet) {
            Ethernet.prepend(packet, destination, device.macAddress().bits(), type);
        }
        return transmit(packet);
    }

    private boolean transmit(Packet frame) {
        if (!device.isUp()) {
            counters.sendDropped++;
            frame.release();
            return false;
        }
        if (frame.checksum() == Packet.Checksum.PARTIAL && !link.offload().checksum()) {
            InternetChecksum.complete(frame);
        }
        if (taps != NO_TAPS) {
            tap(frame, true);
        }
        int length = frame.length();
        if (!link.send(frame)) {
            counters.sendDropped++;
            return false;
        }
        counters.sentPackets++;
        counters.sentBytes += length;
        if (!unflushed) {
            unflushed = true;
            network.unflushed(this);
        }
        return true;
    }

    @Nullable
    NetworkError sendFrame(Packet frame) {
        NetworkError error = refusal(frame, frame.length() - (ethernet ? Ethernet.LENGTH : 0));
        if (error != null) {
            return error;
        }
        frame.networkHeader(ethernet ? Ethernet.LENGTH : 0);
        return transmit(frame) ? null : NetworkError.ENOBUFS;
    }

    @Nullable
    NetworkError sendFrame(Packet payload, long destination, int type) {
        NetworkError error = refusal(payload, payload.length());
        if (error != null) {
            return error;
        }
        return transmit(payload, destination, type) ? null : NetworkError.ENOBUFS;
    }

    private @Nullable NetworkError refusal(Packet packet, int payload) {
        NetworkError error = !device.isUp()
                ? NetworkError.ENETDOWN
                : payload > device.mtu() ? NetworkError.EMSGSIZE : payload < 0 ? NetworkError.EINVAL : null;
        if (error != null) {
            packet.release();
        }
        return error;
    }

    void flush() {
        unflushed = false;
        link.flush();
    }

    @Override
    public void receive(Packet frame) {
        if (!device.isUp() || closed) {
            frame.release();
            return;
        }
        counters.receivedPackets++;
        counters.receivedBytes += frame.length();
        if (ethernet) {
            receiveEthernet(frame);
        } else {
            receiveBare(frame);
        }
    }

    private void receiveEthernet(Packet frame) {
        if (!Ethernet.check(frame)) {
            counters.receiveErrors++;
            counters.receiveLengthErrors++;
            frame.release();
            return;
        }
        long destination = Ethernet.destination(frame, 0);
        boolean group = MacAddress.isGroup(destination);
        boolean forUs = group || destination == device.macAddress().bits();
        if (!forUs && device.promiscuity() == 0) {
            frame.release();
            return;
        }
        frame.networkHeader(Ethernet.LENGTH);
        if (taps != NO_TAPS) {
            tap(frame, false);
        }
        if (!forUs) {
            frame.release();
            return;
        }
        if (group) {
            counters.multicast++;
        }
        int type = Ethernet.type(frame, 0);
        frame.trimFront(Ethernet.LENGTH);
        network.input(device, frame, type, !group);
    }

    private void receiveBare(Packet packet) {
        if (packet.length() == 0) {
            counters.receiveErrors++;
            packet.release();
            return;
        }
        packet.networkHeader(0);
        if (taps != NO_TAPS) {
            tap(packet, false);
        }
        int type = switch (packet.get8(0) >>> 4) {
            case 4 -> Ethernet.ETH_P_IP;
            case 6 -> Ethernet.ETH_P_IPV6;
            default -> 0;
        };
        network.input(device, packet, type, true);
    }

    /** Shows a frame; on the loopback interface it gets the Ethernet header that Linux shows there. */
    private void tap(Packet frame, boolean outgoing) {
        boolean dressed = device.isLoopback();
        if (dressed) {
            Ethernet.prepend(frame, 0, 0, frame.get8(0) >>> 4 == 4 ? Ethernet.ETH_P_IP : Ethernet.ETH_P_IPV6);
        }
        for (FrameTap tap : taps) {
            tap.frame(device, frame, outgoing);
        }
        if (dressed) {
            frame.trimFront(Ethernet.LENGTH);
        }
    }

    @Override
    public void received() {
        network.received();
    }

    @Override
    public void carrierChanged() {
        if (!closed) {
            device.carrierChanged();
        }
    }

    void close() {
        closed = true;
    }
}
