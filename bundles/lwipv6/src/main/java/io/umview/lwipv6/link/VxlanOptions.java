package io.umview.lwipv6.link;

import io.umview.lwipv6.wire.Ethernet;
import io.umview.lwipv6.wire.Vxlan;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a VXLAN is: {@code destination[,destination…][%device][/vni[/port]]}. Where a comma separates
 * other things, {@code +} is one.
 *
 * @param destinations one multicast group, or tunnel endpoints; all of one family
 * @param device the host's network interface for multicast; null: by its routing table
 * @param vni the network, 0 to 16777215
 * @param port UDP port of everybody
 */
public record VxlanOptions(
        List<InetAddress> destinations, @Nullable String device, int vni, int port) {
    /** The network if none is given. */
    public static final int DEFAULT_VNI = 1;

    /** Checks that it makes sense. */
    public VxlanOptions {
        destinations = List.copyOf(destinations);
        if (destinations.isEmpty()) {
            throw new IllegalArgumentException("a VXLAN needs a multicast group or a peer");
        }
        for (InetAddress destination : destinations) {
            if (destination.isMulticastAddress() && destinations.size() > 1) {
                throw new IllegalArgumentException("a VXLAN has one multicast group, or peers");
            }
            if (destination instanceof Inet4Address != destinations.get(0) instanceof Inet4Address) {
                throw new IllegalArgumentException("the peers of a VXLAN have addresses of one family");
            }
        }
        if (vni < 0 || vni > Vxlan.MAX_VNI) {
            throw new IllegalArgumentException("a VXLAN has a number from 0 to " + Vxlan.MAX_VNI + ", not " + vni);
        }
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("not a port: " + port);
        }
    }

    /** Reads the notation. Names of hosts are resolved. */
    public static VxlanOptions parse(String text) {
        String[] parts = text.split("/", -1);
        if (parts.length > 3) {
            throw new IllegalArgumentException("not a VXLAN: " + text);
        }
        int percent = parts[0].indexOf('%');
        String device = percent < 0 ? null : parts[0].substring(percent + 1);
        String hosts = percent < 0 ? parts[0] : parts[0].substring(0, percent);
        List<InetAddress> destinations = new ArrayList<>();
        for (String host : hosts.split("[,+]", -1)) {
            destinations.add(address(host, device));
        }
        return new VxlanOptions(
                destinations,
                device,
                parts.length > 1 ? number(parts[1]) : DEFAULT_VNI,
                parts.length > 2 ? number(parts[2]) : Vxlan.PORT);
    }

    /** Whether everybody is reached by a multicast group. */
    public boolean isMulticast() {
        return destinations.get(0).isMulticastAddress();
    }

    /** Whether the outer header is IPv4. */
    boolean isV4() {
        return destinations.get(0) instanceof Inet4Address;
    }

    /** Bytes that are added to a network packet: Ethernet, VXLAN, UDP and IP (RFC 7348, section 5). */
    int overhead() {
        return Ethernet.LENGTH + Vxlan.LENGTH + 8 + (isV4() ? 20 : 40);
    }

    /** The host's interface by which the destinations are reached. */
    NetworkInterface networkInterface() throws IOException {
        NetworkInterface found;
        if (device != null) {
            found = NetworkInterface.getByName(device);
        } else {
            found = NetworkInterface.getByInetAddress(sourceFor(new InetSocketAddress(destinations.get(0), port)));
        }
        if (found == null) {
            throw new IOException(
                    device != null
                            ? device + ": No such device"
                            : "no way to " + destinations.get(0).getHostAddress());
        }
        return found;
    }

    private static InetAddress sourceFor(InetSocketAddress destination) throws IOException {
        // Connecting a datagram socket sends nothing: it looks up the route.
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(destination);
            return socket.getLocalAddress();
        }
    }

    private static InetAddress address(String host, @Nullable String device) {
        if (host.isEmpty()) {
            throw new IllegalArgumentException("a VXLAN needs a multicast group or a peer");
        }
        try {
            InetAddress plain = InetAddress.getByName(host);
            boolean scoped = plain instanceof Inet6Address && plain.isLinkLocalAddress() && device != null;
            return scoped ? InetAddress.getByName(host + "%" + device) : plain;
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("unknown host: " + host, e);
        }
    }

    private static int number(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("not a number: " + text, e);
        }
    }
}
