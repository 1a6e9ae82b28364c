package io.umview.lwipv6.socket;

import io.umview.lwipv6.buffer.Packet;
import io.umview.lwipv6.buffer.PacketPool;
import io.umview.lwipv6.net.FrameTap;
import io.umview.lwipv6.net.Network;
import io.umview.lwipv6.net.NetworkInterface;
import io.umview.lwipv6.net.NetworkObserver;
import io.umview.lwipv6.wire.Ethernet;
import io.umview.lwipv6.wire.MacAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The packet sockets of a stack. While there are some, it sees every frame, and shows each of them a copy. */
final class PacketTaps implements FrameTap, NetworkObserver {
    static final int ETH_P_802_3 = 1;
    static final int ETH_P_ALL = 3;
    static final int ETH_P_802_2 = 4;

    private static final int LEAST_TYPE = 0x600;

    private final Network network;
    private final PacketPool pool;
    private final List<PacketSocket> sockets = new ArrayList<>();
    private final List<NetworkInterface> tapped = new ArrayList<>();

    /** Who is sending: it does not get what it sends itself. */
    @Nullable
    PacketSocket sender;

    PacketTaps(Network network, PacketPool pool) {
        this.network = network;
        this.pool = pool;
    }

    Network network() {
        return network;
    }

    List<PacketSocket> sockets() {
        return sockets;
    }

    void add(PacketSocket socket) {
        if (sockets.isEmpty()) {
            network.observe(this);
            for (NetworkInterface device : network.interfaces().all()) {
                tap(device);
            }
        }
        sockets.add(socket);
    }

    void remove(PacketSocket socket) {
        sockets.remove(socket);
        if (sockets.isEmpty()) {
            network.unobserve(this);
            for (NetworkInterface device : tapped) {
                device.removeTap(this);
            }
            tapped.clear();
        }
    }

    private void tap(NetworkInterface device) {
        if (!tapped.contains(device)) {
            tapped.add(device);
            device.addTap(this);
        }
    }

    @Override
    public void interfaceChanged(NetworkInterface device) {
        tap(device);
        for (int i = sockets.size() - 1; i >= 0 && i < sockets.size(); i--) {
            sockets.get(i).interfaceChanged(device);
        }
    }

    @Override
    public void interfaceRemoved(NetworkInterface device) {
        tapped.remove(device);
        for (int i = sockets.size() - 1; i >= 0 && i < sockets.size(); i--) {
            sockets.get(i).interfaceRemoved(device);
        }
    }

    @Override
    public void frame(NetworkInterface device, Packet frame, boolean outgoing) {
        int link = frame.networkHeader();
        int etherType = etherType(device, frame, link);
        int packetType = outgoing ? PacketOption.PACKET_OUTGOING : packetType(device, frame, link);
        Packet copy = null;
        for (int i = sockets.size() - 1; i >= 0; i--) {
            if (i >= sockets.size()) {
                continue;
            }
            PacketSocket socket = sockets.get(i);
            if ((outgoing && socket == sender) || !socket.wants(device, etherType, outgoing)) {
                continue;
            }
            if (copy == null) {
                copy = pool.copy(frame);
                copy.networkHeader(link);
            }
            socket.receive(copy.retain(), device, etherType, packetType);
        }
        if (copy != null) {
            copy.release();
        }
    }

    /** eth_type_trans(): what is no ethertype is the length of an IEEE 802.3 frame. */
    private static int etherType(NetworkInterface device, Packet frame, int link) {
        if (link >= Ethernet.LENGTH && frame.length() >= Ethernet.LENGTH) {
            int type = Ethernet.type(frame, 0);
            if (type >= LEAST_TYPE) {
                return type;
            }
            boolean raw = frame.length() >= Ethernet.LENGTH + 2 && frame.get16(Ethernet.LENGTH) == 0xffff;
            return raw ? ETH_P_802_3 : ETH_P_802_2;
        }
        int version = frame.length() > link && link >= 0 ? frame.get8(link) >>> 4 : 0;
        return version == 6 ? Ethernet.ETH_P_IPV6 : Ethernet.ETH_P_IP;
    }

    private static int packetType(NetworkInterface device, Packet frame, int link) {
        if (link < Ethernet.LENGTH || frame.length() < Ethernet.LENGTH || device.isLoopback()) {
            return PacketOption.PACKET_HOST;
        }
        long destination = Ethernet.destination(frame, 0);
        if (destination == device.macAddress().bits()) {
            return PacketOption.PACKET_HOST;
        }
        if (destination == MacAddress.BROADCAST.bits()) {
            return PacketOption.PACKET_BROADCAST;
        }
        return MacAddress.isGroup(destination) ? PacketOption.PACKET_MULTICAST : PacketOption.PACKET_OTHERHOST;
    }
}
