package io.umview.lwipv6.netlink.route;

import io.umview.lwipv6.net.NetworkError;
import io.umview.lwipv6.netlink.message.Attribute;
import io.umview.lwipv6.netlink.message.Attributes;
import io.umview.lwipv6.netlink.message.MessageWriter;
import io.umview.lwipv6.netlink.message.Netlink;
import io.umview.lwipv6.netlink.message.NetlinkFailure;
import io.umview.lwipv6.netlink.message.Policy;
import io.umview.lwipv6.netlink.message.Request;
import io.umview.lwipv6.wire.IpPrefix;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** RTM_GETADDRLABEL and relatives: the policy table of RFC 6724, section 2.1 (linux/if_addrlabel.h). */
final class AddressLabelHandler extends ObjectHandler {
    /** Size of struct ifaddrlblmsg. */
    private static final int HEADER = 12;

    private static final int IFAL_ADDRESS = 1;
    private static final int IFAL_LABEL = 2;
    private static final Policy POLICY =
            Policy.upTo(2).atLeast(16, IFAL_ADDRESS).u32(IFAL_LABEL);
    private static final int NO_LABEL = -1;

    private final DeviceNames names;

    /** The longest prefixes first. */
    private final List<Entry> entries = new ArrayList<>();

    private int sequence;

    private record Entry(IpPrefix prefix, int device, int label) {}

    AddressLabelHandler(DeviceNames names) {
        this.names = names;
        String[] policy = {
            "::/0 1",
            "fc00::/7 5",
            "fec0::/10 11",
            "2002::/16 2",
            "3ffe::/16 12",
            "2001:10::/28 7",
            "2001::/32 6",
            "::/96 3",
            "::1/128 0"
        };
        for (String line : policy) {
            int space = line.indexOf(' ');
            add(new Entry(IpPrefix.parse(line.substring(0, space)), 0, Integer.parseInt(line.substring(space + 1))));
        }
        // IPv4-mapped addresses are a prefix of IPv6 here, and not IPv4.
        sequence++;
    }

    private void add(Entry entry) {
        entries.add(entry);
        entries.sort(
                Comparator.comparingInt((Entry each) -> each.prefix.length()).reversed());
        sequence++;
    }

    @Override
    boolean dumps(Request request) {
        return request.u8(0) == Rtm.AF_INET6;
    }

    @Override
    void dump(Request request, MessageWriter out) throws NetlinkFailure {
        if (request.strict() && request.length() < HEADER) {
            throw invalid("Invalid header for address label dump request");
        }
        boolean mapped = false;
        for (Entry entry : entries) {
            if (!mapped && entry.prefix.length() < 96) {
                mapped(out);
                mapped = true;
            }
            write(entry, Rtm.NEWADDRLABEL, out);
        }
        if (!mapped) {
            mapped(out);
        }
    }

    /** The entry for {@code ::ffff:0:0/96}, which an {@link IpPrefix} cannot be. */
    private void mapped(MessageWriter out) {
        header(96, 0, Rtm.NEWADDRLABEL, out);
        int address = out.open(IFAL_ADDRESS);
        out.zeros(10).u16(0xffff).zeros(4).close(address);
        out.attributeU32(IFAL_LABEL, 4);
        out.end();
    }

    private void write(Entry entry, int type, MessageWriter out) {
        header(entry.prefix.length(), entry.device, type, out);
        out.attribute(IFAL_ADDRESS, entry.prefix.address());
        out.attributeU32(IFAL_LABEL, entry.label);
        out.end();
    }

    private void header(int length, int device, int type, MessageWriter out) {
        out.begin(type).u8(Rtm.AF_INET6).u8(0).u8(length).u8(0).u32(device).u32(sequence);
    }

    @Override
    void get(Request request, MessageWriter out) throws NetlinkFailure {
        IpPrefix wanted = prefix(request, 128);
        for (Entry entry : entries) {
            if (entry.prefix.contains(wanted.address()) && (entry.device == 0 || entry.device == request.u32(4))) {
                write(new Entry(wanted, entry.device, entry.label), Rtm.NEWADDRLABEL, out);
                return;
            }
        }
        throw NetlinkFailure.of(NetworkError.ESRCH);
    }

    private IpPrefix prefix(Request request, int length) throws NetlinkFailure {
        if (request.u8(0) != Rtm.AF_INET6) {
            throw unsupported();
        }
        request.require(HEADER);
        if (request.u8(2) > 128 || request.u32(4) != 0 && names.byIndex(request.u32(4)) == null) {
            throw NetlinkFailure.of(NetworkError.EINVAL);
        }
        Attribute address = request.attributes(HEADER, POLICY, false).get(IFAL_ADDRESS);
        if (address == null || address.address().isV4()) {
            throw NetlinkFailure.of(NetworkError.EINVAL);
        }
        return new IpPrefix(address.address(), length);
    }

    @Override
    void create(Request request) throws NetlinkFailure {
        IpPrefix prefix = prefix(request, Math.min(128, request.u8(2)));
        Attributes attributes = request.attributes(HEADER, POLICY, false);
        int label = attributes.u32(IFAL_LABEL, NO_LABEL);
        if (label == NO_LABEL) {
            throw NetlinkFailure.of(NetworkError.EINVAL);
        }
        boolean known =
                entries.stream().anyMatch(entry -> entry.prefix.equals(prefix) && entry.device == request.u32(4));
        if (known && !request.has(Netlink.NLM_F_REPLACE)) {
            throw NetlinkFailure.of(NetworkError.EEXIST);
        }
        entries.removeIf(entry -> entry.prefix.equals(prefix) && entry.device == request.u32(4));
        add(new Entry(prefix, request.u32(4), label));
    }

    @Override
    void delete(Request request) throws NetlinkFailure {
        IpPrefix prefix = prefix(request, Math.min(128, request.u8(2)));
        if (!entries.removeIf(entry -> entry.prefix.equals(prefix) && entry.device == request.u32(4))) {
            throw NetlinkFailure.of(NetworkError.ESRCH);
        }
    }
}
