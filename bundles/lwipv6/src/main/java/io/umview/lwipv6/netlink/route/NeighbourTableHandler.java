package io.umview.lwipv6.netlink.route;

import io.umview.lwipv6.net.Neighbour;
import io.umview.lwipv6.net.NeighbourParameters;
import io.umview.lwipv6.net.Neighbours;
import io.umview.lwipv6.net.NetworkError;
import io.umview.lwipv6.net.NetworkInterface;
import io.umview.lwipv6.netlink.message.Attribute;
import io.umview.lwipv6.netlink.message.Attributes;
import io.umview.lwipv6.netlink.message.MessageWriter;
import io.umview.lwipv6.netlink.message.NetlinkFailure;
import io.umview.lwipv6.netlink.message.Policy;
import io.umview.lwipv6.netlink.message.Request;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** RTM_GETNEIGHTBL and RTM_SETNEIGHTBL: {@code ip ntable} (linux/neighbour.h). */
final class NeighbourTableHandler extends ObjectHandler {
    private static final int HEADER = 4;

    private static final int NDTA_NAME = 1;
    private static final int NDTA_THRESH1 = 2;
    private static final int NDTA_THRESH2 = 3;
    private static final int NDTA_THRESH3 = 4;
    private static final int NDTA_CONFIG = 5;
    private static final int NDTA_PARMS = 6;
    private static final int NDTA_STATS = 7;
    private static final int NDTA_GC_INTERVAL = 8;

    private static final int NDTPA_IFINDEX = 1;
    private static final int NDTPA_REFCNT = 2;
    private static final int NDTPA_REACHABLE_TIME = 3;
    private static final int NDTPA_BASE_REACHABLE_TIME = 4;
    private static final int NDTPA_RETRANS_TIME = 5;
    private static final int NDTPA_GC_STALETIME = 6;
    private static final int NDTPA_DELAY_PROBE_TIME = 7;
    private static final int NDTPA_QUEUE_LEN = 8;
    private static final int NDTPA_APP_PROBES = 9;
    private static final int NDTPA_UCAST_PROBES = 10;
    private static final int NDTPA_MCAST_PROBES = 11;
    private static final int NDTPA_ANYCAST_DELAY = 12;
    private static final int NDTPA_PROXY_DELAY = 13;
    private static final int NDTPA_PROXY_QLEN = 14;
    private static final int NDTPA_LOCKTIME = 15;
    private static final int NDTPA_QUEUE_LENBYTES = 16;
    private static final int NDTPA_MCAST_REPROBES = 17;
    private static final int NDTPA_INTERVAL_PROBE_TIME_MS = 18;

    private static final int SECOND = 1000;

    private final DeviceNames names;
    private final Neighbours neighbours;

    NeighbourTableHandler(DeviceNames names, Neighbours neighbours) {
        this.names = names;
        this.neighbours = neighbours;
    }

    @Override
    void dump(Request request, MessageWriter out) throws NetlinkFailure {
        if (request.strict()) {
            if (request.length() < HEADER) {
                throw invalid("Invalid header for neighbor table dump request");
            }
            if (request.u8(1) != 0 || request.u16(2) != 0) {
                throw invalid("Invalid values in header for neighbor table dump request");
            }
            if (request.length() > HEADER) {
                throw invalid("Invalid data after header in neighbor table dump request");
            }
        }
        for (boolean v4 : new boolean[] {true, false}) {
            if (Rtm.covers(request.u8(0), v4)) {
                table(v4, out);
                List<NetworkInterface> devices = new ArrayList<>(names.all());
                Collections.reverse(devices);
                for (NetworkInterface device : devices) {
                    begin(v4, out);
                    parameters(device.neighbourParameters(v4), device, v4, out);
                    out.end();
                }
            }
        }
    }

    private static void begin(boolean v4, MessageWriter out) {
        out.begin(Rtm.NEWNEIGHTBL).u8(Rtm.family(v4)).u8(0).u16(0);
        out.attribute(NDTA_NAME, name(v4));
    }

    private static String name(boolean v4) {
        return v4 ? "arp_cache" : "ndisc_cache";
    }

    private void table(boolean v4, MessageWriter out) {
        begin(v4, out);
        out.attributeU64(NDTA_GC_INTERVAL, 30 * SECOND);
        out.attributeU32(NDTA_THRESH1, 128).attributeU32(NDTA_THRESH2, 512).attributeU32(NDTA_THRESH3, 1024);
        int entries = 0;
        for (Neighbour neighbour : neighbours.all()) {
            entries += neighbour.address().isV4() == v4 ? 1 : 0;
        }
        int config = out.open(NDTA_CONFIG);
        out.u16(v4 ? 4 : 16).u16(0).u32(entries).zeros(24).close(config);
        int statistics = out.open(NDTA_STATS);
        out.zeros(88).close(statistics);
        parameters(names.loopback().neighbourParameters(v4), null, v4, out);
        out.end();
    }

    private static void parameters(
            NeighbourParameters parameters, @Nullable NetworkInterface device, boolean v4, MessageWriter out) {
        int opened = out.open(NDTA_PARMS);
        if (device != null) {
            out.attributeU32(NDTPA_IFINDEX, device.index());
        }
        out.attributeU32(NDTPA_REFCNT, 1);
        out.attributeU32(NDTPA_QUEUE_LENBYTES, 212992);
        out.attributeU32(NDTPA_QUEUE_LEN, parameters.queueLength());
        out.attributeU32(NDTPA_PROXY_QLEN, 64);
        out.attributeU32(NDTPA_APP_PROBES, 0);
        out.attributeU32(NDTPA_UCAST_PROBES, parameters.unicastProbes());
        out.attributeU32(NDTPA_MCAST_PROBES, parameters.multicastProbes());
        out.attributeU32(NDTPA_MCAST_REPROBES, 0);
        out.attributeU64(NDTPA_REACHABLE_TIME, parameters.baseReachableTime());
        out.attributeU64(NDTPA_BASE_REACHABLE_TIME, parameters.baseReachableTime());
        out.attributeU64(NDTPA_GC_STALETIME, parameters.garbageAfter());
        out.attributeU64(NDTPA_DELAY_PROBE_TIME, parameters.delayFirstProbe());
        out.attributeU64(NDTPA_RETRANS_TIME, parameters.retransmission());
        out.attributeU64(NDTPA_ANYCAST_DELAY, SECOND);
        out.attributeU64(NDTPA_PROXY_DELAY, 800);
        out.attributeU64(NDTPA_LOCKTIME, v4 ? SECOND : 0);
        out.attributeU64(NDTPA_INTERVAL_PROBE_TIME_MS, 5 * SECOND);
        out.close(opened);
    }

    @Override
    void set(Request request) throws NetlinkFailure {
        Attributes attributes = request.attributes(HEADER, Policy.ANY, false);
        String name = attributes.text(NDTA_NAME);
        if (name == null) {
            throw NetlinkFailure.of(NetworkError.EINVAL);
        }
        boolean v4 = name.equals(name(true));
        if (!v4 && !name.equals(name(false)) || !Rtm.covers(request.u8(0), v4)) {
            throw NetlinkFailure.of(NetworkError.ENOENT);
        }
        Attribute wanted = attributes.get(NDTA_PARMS);
        if (wanted != null) {
            Attributes values = wanted.nested(Policy.ANY, false);
            NetworkInterface device = names.byIndex(values.u32(NDTPA_IFINDEX, 0));
            if (device == null) {
                throw NetlinkFailure.of(NetworkError.ENOENT);
            }
            change(device.neighbourParameters(v4), values);
        }
        // Only the first network namespace of a machine may change them.
        if (attributes.has(NDTA_THRESH1)
                || attributes.has(NDTA_THRESH2)
                || attributes.has(NDTA_THRESH3)
                || attributes.has(NDTA_GC_INTERVAL)) {
            throw NetlinkFailure.of(NetworkError.ENOENT);
        }
    }

    private static void change(NeighbourParameters parameters, Attributes values) {
        for (Attribute value : values) {
            int milliseconds = (int) Math.min(Integer.MAX_VALUE, Math.max(0, value.u64()));
            switch (value.type()) {
                case NDTPA_QUEUE_LEN -> parameters.queueLength(value.u32());
                case NDTPA_UCAST_PROBES -> parameters.unicastProbes(value.u32());
                case NDTPA_MCAST_PROBES -> parameters.multicastProbes(value.u32());
                case NDTPA_BASE_REACHABLE_TIME -> parameters.baseReachableTime(milliseconds);
                case NDTPA_GC_STALETIME -> parameters.garbageAfter(milliseconds);
                case NDTPA_DELAY_PROBE_TIME -> parameters.delayFirstProbe(milliseconds);
                case NDTPA_RETRANS_TIME -> parameters.retransmission(milliseconds);
                default -> {}
            }
        }
    }
}
