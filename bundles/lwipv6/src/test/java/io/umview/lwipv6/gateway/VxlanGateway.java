package io.umview.lwipv6.gateway;

import io.umview.lwipv6.buffer.InternetChecksum;
import io.umview.lwipv6.buffer.Packet;
import io.umview.lwipv6.buffer.PacketPool;
import io.umview.lwipv6.link.EventLoop;
import io.umview.lwipv6.link.Link;
import io.umview.lwipv6.link.SelectorLoop;
import io.umview.lwipv6.link.VxlanLink;
import io.umview.lwipv6.link.VxlanOptions;
import io.umview.lwipv6.time.Clock;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;

/** A gateway for whoever is at the other end of a VXLAN, such as the kernel; and a name server that knows one address. */
final class VxlanGateway implements Link.Receiver {
    /** 192.0.2.55, as the answer to a question at offset 12. */
    private static final byte[] ANSWER = {(byte) 0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, (byte) 192, 0, 2, 55};

    private final EventLoop loop;
    private final PacketPool pool;
    private final Link to;

    private VxlanGateway(EventLoop loop, PacketPool pool, Link to) {
        this.loop = loop;
        this.pool = pool;
        this.to = to;
    }

    /** Serves until its standard input ends. Argument: the VXLAN. */
    public static void main(String[] arguments) throws IOException {
        DatagramSocket names = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        Thread server = new Thread(() -> serve(names), "names");
        server.setDaemon(true);
        server.start();
        SelectorLoop loop = SelectorLoop.start("bridge");
        PacketPool pool = new PacketPool();
        VxlanLink vxlan = VxlanLink.open(VxlanOptions.parse(arguments[0]), loop, Clock.SYSTEM);
        Link gateway = Gateway.open(
                GatewayOptions.parse("mtu=" + vxlan.mtu() + ",resolver=127.0.0.1#" + names.getLocalPort()));
        loop.execute(() -> {
            vxlan.open(new VxlanGateway(loop, pool, gateway));
            gateway.open(new VxlanGateway(loop, pool, vxlan));
            System.out.println("ready");
        });
        while (System.in.read() >= 0) {}
        loop.execute(() -> {
            vxlan.close();
            gateway.close();
        });
        loop.close();
    }

    private static void serve(DatagramSocket socket) {
        DatagramPacket packet = new DatagramPacket(new byte[512], 512);
        try {
            while (true) {
                packet.setLength(512 - ANSWER.length);
                socket.receive(packet);
                byte[] bytes = packet.getData();
                bytes[2] |= (byte) 0x80;
                bytes[3] = (byte) 0x80;
                boolean asksForIpv4 = bytes[packet.getLength() - 3] == 1;
                if (asksForIpv4) {
                    bytes[7] = 1;
                    System.arraycopy(ANSWER, 0, bytes, packet.getLength(), ANSWER.length);
                    packet.setLength(packet.getLength() + ANSWER.length);
                }
                socket.send(packet);
            }
        } catch (IOException e) {
            // Closed.
        }
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
        InternetChecksum.complete(packet);
        // Between two kernels a veth pair leaves checksums undone, those inside of tunnels too.
        packet.checksum(Packet.Checksum.VERIFIED);
        to.send(packet);
    }

    @Override
    public void received() {
        to.flush();
    }

    @Override
    public void carrierChanged() {}
}
