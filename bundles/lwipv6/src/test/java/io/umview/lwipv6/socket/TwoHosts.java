package io.umview.lwipv6.socket;

import io.umview.lwipv6.Stack;
import io.umview.lwipv6.buffer.PacketPool;
import io.umview.lwipv6.net.AddressRequest;
import io.umview.lwipv6.net.InterfaceAddress;
import io.umview.lwipv6.net.NetworkException;
import io.umview.lwipv6.net.NetworkInterface;
import io.umview.lwipv6.testing.FakeLink;
import io.umview.lwipv6.testing.TestLoop;
import io.umview.lwipv6.wire.IpAddress;
import io.umview.lwipv6.wire.MacAddress;
import java.util.Random;

/** Two stacks on one wire, with an address of each family: 10.0.0.1 and 10.0.0.2, fd00::1 and fd00::2. */
final class TwoHosts {
    static final IpAddress LEFT = IpAddress.v4(0x0a000001);
    static final IpAddress RIGHT = IpAddress.v4(0x0a000002);
    static final IpAddress SUBNET = IpAddress.v4(0x0a0000ff);
    static final IpAddress NOBODY = IpAddress.v4(0x0a000063);
    static final IpAddress LEFT6 = new IpAddress(0xfd00L << 48, 1);
    static final IpAddress RIGHT6 = new IpAddress(0xfd00L << 48, 2);

    final TestLoop loop = new TestLoop();
    final PacketPool leftPool = new PacketPool();
    final PacketPool rightPool = new PacketPool();
    final FakeLink leftLink = FakeLink.ethernet();
    final FakeLink rightLink = FakeLink.ethernet();
    final Stack left;
    final Stack right;
    final NetworkInterface leftDevice;
    final NetworkInterface rightDevice;

    TwoHosts() {
        leftLink.connect(rightLink);
        leftLink.forgetful();
        rightLink.forgetful();
        left = new Stack(loop, loop.timers(), leftPool, new Random(1));
        right = new Stack(loop, loop.timers(), rightPool, new Random(2));
        try {
            leftDevice = attach(left, leftLink, 0x0200_0000_0001L, LEFT, LEFT6);
            rightDevice = attach(right, rightLink, 0x0200_0000_0002L, RIGHT, RIGHT6);
        } catch (NetworkException impossible) {
            throw new IllegalStateException(impossible);
        }
        loop.pass(5000);
    }

    private static NetworkInterface attach(Stack stack, FakeLink link, long mac, IpAddress v4, IpAddress v6)
            throws NetworkException {
        NetworkInterface device = stack.addInterface("eth0", link, new MacAddress(mac));
        device.up(true);
        stack.network().addresses().add(device, AddressRequest.of(v4, 24).broadcasting(SUBNET));
        stack.network().addresses().add(device, AddressRequest.of(v6, 64).flagged(InterfaceAddress.IFA_F_NODAD));
        return device;
    }

    /** A socket of the left host that may do everything. */
    MessageSocket left(int domain, int type, int protocol) throws NetworkException {
        return (MessageSocket) left.socket(domain, type, protocol, Capabilities.ALL);
    }

    /** A socket of the right host that may do everything. */
    MessageSocket right(int domain, int type, int protocol) throws NetworkException {
        return (MessageSocket) right.socket(domain, type, protocol, Capabilities.ALL);
    }
}
