package io.umview.lwipv6.testing;

import io.umview.lwipv6.Stack;
import io.umview.lwipv6.buffer.Packet;
import io.umview.lwipv6.buffer.PacketPool;
import io.umview.lwipv6.link.Link;
import io.umview.lwipv6.net.AddressRequest;
import io.umview.lwipv6.net.Network;
import io.umview.lwipv6.net.NetworkException;
import io.umview.lwipv6.net.NetworkInterface;
import io.umview.lwipv6.net.Route;
import io.umview.lwipv6.net.RouteUpdate;
import io.umview.lwipv6.wire.IpAddress;
import io.umview.lwipv6.wire.IpPrefix;
import io.umview.lwipv6.wire.MacAddress;
import java.util.Random;

/** A stack in virtual time, and short ways to set it up. What cannot fail in a test throws. */
public final class TestStack {
    private final TestLoop loop;
    private final PacketPool pool = new PacketPool();
    private final Stack stack;

    /** A stack with a loop of its own. */
    public TestStack() {
        this(new TestLoop(), 1);
    }

    /** A stack that shares a loop with others; the seed tells them apart. */
    public TestStack(TestLoop loop, long seed) {
        this.loop = loop;
        this.stack = new Stack(loop, loop.timers(), pool, new Random(seed));
    }

    /** The loop. */
    public TestLoop loop() {
        return loop;
    }

    /** The stack. */
    public Stack stack() {
        return stack;
    }

    /** Its network layer. */
    public Network network() {
        return stack.network();
    }

    /** Its packets. */
    public PacketPool pool() {
        return pool;
    }

    /** Adds an interface with a link-layer address and brings it up. */
    public NetworkInterface add(String name, Link link, String mac) {
        try {
            NetworkInterface device = stack.addInterface(name, link, MacAddress.parse(mac));
            device.up(true);
            return device;
        } catch (NetworkException e) {
            throw new AssertionError(e);
        }
    }

    /** Gives an interface an address, written {@code address/length}. */
    public void address(NetworkInterface device, String text) {
        int slash = text.indexOf('/');
        try {
            network()
                    .addresses()
                    .add(
                            device,
                            AddressRequest.of(
                                    IpAddress.parse(text.substring(0, slash)),
                                    Integer.parseInt(text.substring(slash + 1))));
        } catch (NetworkException e) {
            throw new AssertionError(e);
        }
    }

    /** Adds a route by way of a gateway. */
    public void route(String prefix, String gateway, NetworkInterface device) {
        try {
            network()
                    .routing()
                    .add(Route.via(IpPrefix.parse(prefix), IpAddress.parse(gateway), device), RouteUpdate.ADD);
        } catch (NetworkException e) {
            throw new AssertionError(e);
        }
    }

    /** Lets time pass. */
    public void pass(long millis) {
        loop.pass(millis);
    }

    /** A packet with bytes in it. */
    public Packet packet(byte[] bytes) {
        Packet packet = pool.take(bytes.length);
        packet.append(bytes.length);
        packet.put(0, bytes, 0, bytes.length);
        return packet;
    }

    /** The bytes in the window of a packet. */
    public static byte[] bytes(Packet packet) {
        byte[] bytes = new byte[packet.length()];
        packet.get(0, bytes, 0, bytes.length);
        return bytes;
    }
}
