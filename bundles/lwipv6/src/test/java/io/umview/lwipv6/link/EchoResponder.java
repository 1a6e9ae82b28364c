package io.umview.lwipv6.link;

import io.umview.lwipv6.buffer.Packet;
import io.umview.lwipv6.buffer.PacketPool;
import io.umview.lwipv6.time.Clock;
import io.umview.lwipv6.wire.Arp;
import io.umview.lwipv6.wire.Ethernet;
import io.umview.lwipv6.wire.Icmp;
import io.umview.lwipv6.wire.IpAddress;
import io.umview.lwipv6.wire.IpProtocol;
import io.umview.lwipv6.wire.Ipv4;
import java.io.IOException;

/** A station with one IPv4 address that answers ARP and pings: the least that another implementation can talk to. */
final class EchoResponder implements Link.Receiver {
    private static final long MAC = 0x0202_0000_0906L;

    private final PacketPool pool = new PacketPool();
    private final EventLoop loop;
    private final Link link;
    private final int address;

    private EchoResponder(EventLoop loop, Link link, IpAddress address) {
        this.loop = loop;
        this.link = link;
        this.address = address.v4();
    }

    /** Answers on a VXLAN until its standard input ends. Arguments: the VXLAN, the address. */
    public static void main(String[] arguments) throws IOException {
        SelectorLoop loop = SelectorLoop.start("responder");
        VxlanLink link = VxlanLink.open(VxlanOptions.parse(arguments[0]), loop, Clock.SYSTEM);
        EchoResponder responder = new EchoResponder(loop, link, IpAddress.parse(arguments[1]));
        loop.execute(() -> {
            link.open(responder);
            System.out.println("mtu " + link.mtu());
        });
        while (System.in.read() >= 0) {}
        loop.execute(link::close);
        loop.close();
    }

    @Override
    public PacketPool pool() {
        return pool;
    }

    @Override
    public EventLoop loop() {
        return loop;
    }

    @Override
    public void receive(Packet packet) {
        int at = Ethernet.LENGTH;
        int type = Ethernet.type(packet, 0);
        if (type == Ethernet.ETH_P_ARP && Arp.check(packet, at) && Arp.targetProtocol(packet, at) == address) {
            answerArp(packet, at);
        } else if (type == Ethernet.ETH_P_IP && Ipv4.check(packet, at) && Ipv4.destination(packet, at) == address) {
            answerPing(packet, at);
        } else {
            packet.release();
        }
    }

    private void answerArp(Packet packet, int at) {
        Packet reply = pool.take(Arp.LENGTH);
        long asker = Arp.senderHardware(packet, at);
        Arp.append(reply, Arp.REPLY, MAC, address, asker, Arp.senderProtocol(packet, at));
        Ethernet.prepend(reply, asker, MAC, Ethernet.ETH_P_ARP);
        link.send(reply);
        packet.release();
    }

    private void answerPing(Packet packet, int at) {
        int icmp = at + Ipv4.headerLength(packet, at);
        if (Ipv4.protocol(packet, at) != IpProtocol.ICMP || Icmp.type(packet, icmp) != Icmp.ECHO) {
            packet.release();
            return;
        }
        long asker = Ethernet.source(packet, 0);
        int from = Ipv4.source(packet, at);
        Icmp.type(packet, icmp, Icmp.ECHO_REPLY);
        Icmp.seal(packet, icmp, 0);
        Ipv4.source(packet, at, address);
        Ipv4.destination(packet, at, from);
        Ipv4.seal(packet, at);
        packet.trimFront(at);
        Ethernet.prepend(packet, asker, MAC, Ethernet.ETH_P_IP);
        link.send(packet);
    }

    @Override
    public void received() {
        link.flush();
    }

    @Override
    public void carrierChanged() {}
}
