package io.umview.lwipv6.netlink.route;

import io.umview.lwipv6.net.Neighbour;
import io.umview.lwipv6.net.Neighbours;
import io.umview.lwipv6.net.Route;
import io.umview.lwipv6.netlink.message.MessageWriter;
import io.umview.lwipv6.time.Clock;
import io.umview.lwipv6.wire.IpAddress;
import io.umview.lwipv6.wire.MacAddress;

/** RTM_NEWNEIGH: struct ndmsg and its attributes (linux/neighbour.h). */
final class NeighbourMessage {
    static final int NDA_DST = 1;
    static final int NDA_LLADDR = 2;
    static final int NDA_CACHEINFO = 3;
    static final int NDA_PROBES = 4;
    static final int NDA_IFINDEX = 8;
    static final int NDA_MASTER = 9;
    static final int NDA_MAX = 16;

    private static final int NANOS_PER_CENTISECOND = 10_000_000;

    private final Clock clock;

    NeighbourMessage(Clock clock) {
        this.clock = clock;
    }

    /** Writes the message about a neighbour: RTM_NEWNEIGH or RTM_DELNEIGH. */
    void write(Neighbour neighbour, int type, MessageWriter out) {
        IpAddress address = neighbour.address();
        header(address, neighbour.device().index(), neighbour.state(), neighbour.flags(), type, out);
        out.attribute(NDA_DST, address);
        MacAddress mac = neighbour.macAddress();
        if (mac != null) {
            out.attribute(NDA_LLADDR, mac.bytes());
        }
        out.attributeU32(NDA_PROBES, neighbour.probes());
        int cache = out.open(NDA_CACHEINFO);
        out.u32(age(neighbour.confirmed()))
                .u32(age(neighbour.used()))
                .u32(age(neighbour.updated()))
                .u32(0);
        out.close(cache);
        out.end();
    }

    /** Writes the message about an address for which this host answers. */
    void writeProxy(Neighbours.Proxy proxy, MessageWriter out) {
        header(proxy.address(), proxy.device().index(), 0, Neighbour.NTF_PROXY, Rtm.NEWNEIGH, out);
        out.attribute(NDA_DST, proxy.address());
        out.end();
    }

    private static void header(IpAddress address, int device, int state, int flags, int type, MessageWriter out) {
        out.begin(type);
        out.u8(Rtm.family(address.isV4())).u8(0).u16(0).u32(device).u16(state).u8(flags);
        out.u8(address.isMulticast() ? Route.MULTICAST : Route.UNICAST);
    }

    /** How long ago something was, in hundredths of seconds. */
    private int age(long nanos) {
        return (int) Math.max(0, (clock.nanos() - nanos) / NANOS_PER_CENTISECOND);
    }
}
