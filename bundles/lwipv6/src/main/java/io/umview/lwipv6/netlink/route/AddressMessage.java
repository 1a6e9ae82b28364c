package io.umview.lwipv6.netlink.route;

import io.umview.lwipv6.net.AddressRequest;
import io.umview.lwipv6.net.InterfaceAddress;
import io.umview.lwipv6.net.MulticastGroup;
import io.umview.lwipv6.netlink.message.MessageWriter;
import io.umview.lwipv6.time.Clock;
import io.umview.lwipv6.wire.IpAddress;

/** RTM_NEWADDR: struct ifaddrmsg and its attributes, in the order in which the kernel gives them. */
final class AddressMessage {
    static final int IFA_ADDRESS = 1;
    static final int IFA_LOCAL = 2;
    static final int IFA_LABEL = 3;
    static final int IFA_BROADCAST = 4;
    static final int IFA_CACHEINFO = 6;
    static final int IFA_MULTICAST = 7;
    static final int IFA_FLAGS = 8;
    static final int IFA_RT_PRIORITY = 9;
    static final int IFA_TARGET_NETNSID = 10;
    static final int IFA_PROTO = 11;
    static final int IFA_MAX = 11;

    private static final int NANOS_PER_CENTISECOND = 10_000_000;
    private static final int SCOPE_UNIVERSE = 0;

    private final Clock clock;

    AddressMessage(Clock clock) {
        this.clock = clock;
    }

    /** Writes the message about an address: RTM_NEWADDR or RTM_DELADDR. */
    void write(InterfaceAddress address, int type, MessageWriter out) {
        out.begin(type);
        out.u8(Rtm.family(address.isV4()))
                .u8(address.prefixLength())
                .u8(address.flags())
                .u8(address.scope());
        out.u32(address.device().index());
        if (address.isV4()) {
            inet(address, out);
        } else {
            inet6(address, out);
        }
        out.end();
    }

    private void inet(InterfaceAddress address, MessageWriter out) {
        out.attribute(IFA_ADDRESS, address.peer());
        out.attribute(IFA_LOCAL, address.address());
        IpAddress broadcast = address.broadcast();
        if (broadcast != null) {
            out.attribute(IFA_BROADCAST, broadcast);
        }
        if (!address.label().isEmpty()) {
            out.attribute(IFA_LABEL, address.label());
        }
        protocol(address, out);
        out.attributeU32(IFA_FLAGS, address.flags());
        priority(address, out);
        lifetimes(address, out);
    }

    private void inet6(InterfaceAddress address, MessageWriter out) {
        if (!address.peer().equals(address.address())) {
            out.attribute(IFA_LOCAL, address.address());
        }
        out.attribute(IFA_ADDRESS, address.peer());
        priority(address, out);
        lifetimes(address, out);
        out.attributeU32(IFA_FLAGS, address.flags());
        protocol(address, out);
    }

    private static void protocol(InterfaceAddress address, MessageWriter out) {
        if (address.protocol() != 0) {
            out.attributeU8(IFA_PROTO, address.protocol());
        }
    }

    private static void priority(InterfaceAddress address, MessageWriter out) {
        if (address.metric() != 0) {
            out.attributeU32(IFA_RT_PRIORITY, address.metric());
        }
    }

    private void lifetimes(InterfaceAddress address, MessageWriter out) {
        long now = clock.nanos();
        cacheInformation(
                out, address.preferredLifetime(now), address.validLifetime(now), address.created(), address.updated());
    }

    /** struct ifa_cacheinfo: seconds, and hundredths of seconds since the start of the machine. */
    private static void cacheInformation(MessageWriter out, long preferred, long valid, long created, long updated) {
        int cache = out.open(IFA_CACHEINFO);
        out.u32((int) preferred).u32((int) valid);
        out.u32((int) (created / NANOS_PER_CENTISECOND)).u32((int) (updated / NANOS_PER_CENTISECOND));
        out.close(cache);
    }

    /** Writes the message about a multicast group. */
    void writeMulticast(MulticastGroup group, MessageWriter out) {
        IpAddress address = group.address();
        out.begin(Rtm.GETMULTICAST);
        out.u8(Rtm.family(address.isV4()))
                .u8(address.isV4() ? 32 : 128)
                .u8(InterfaceAddress.IFA_F_PERMANENT)
                .u8(SCOPE_UNIVERSE);
        out.u32(group.device().index());
        out.attribute(IFA_MULTICAST, address);
        long now = clock.nanos();
        cacheInformation(out, AddressRequest.FOREVER, AddressRequest.FOREVER, now, now);
        out.end();
    }
}
