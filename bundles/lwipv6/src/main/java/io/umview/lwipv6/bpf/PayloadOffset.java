package io.umview.lwipv6.bpf;

import java.nio.ByteBuffer;

/** SKF_AD_PAY_OFFSET: where the payload of the transport begins, as far as headers can be followed (skb_get_poff() of Linux). */
final class PayloadOffset {
    private static final int IPV4 = 0x800;
    private static final int IPV6 = 0x86dd;
    private static final int IPV4_HEADER = 20;
    private static final int IPV6_HEADER = 40;
    private static final int ICMP = 1;
    private static final int IGMP = 2;
    private static final int TCP = 6;
    private static final int UDP = 17;
    private static final int ICMPV6 = 58;
    private static final int UDPLITE = 136;
    private static final int TCP_HEADER = 20;

    private PayloadOffset() {}

    static int of(ByteBuffer packet, int start, int length, PacketFacts facts) {
        int at = facts.networkHeader;
        if (start + at < 0) {
            return 0;
        }
        if (facts.protocol == IPV4 && at + IPV4_HEADER <= length) {
            int header = (packet.get(start + at) & 0xf) * 4;
            boolean first = (packet.getShort(start + at + 6) & 0x1fff) == 0;
            int protocol = first ? packet.get(start + at + 9) & 0xff : 0;
            return header < IPV4_HEADER ? 0 : behind(packet, start, length, at + header, protocol);
        }
        if (facts.protocol == IPV6 && at + IPV6_HEADER <= length) {
            return behind(packet, start, length, at + IPV6_HEADER, packet.get(start + at + 6) & 0xff);
        }
        return 0;
    }

    private static int behind(ByteBuffer packet, int start, int length, int at, int protocol) {
        return switch (protocol) {
            case TCP ->
                at + TCP_HEADER > length ? at : at + Math.max(TCP_HEADER, (packet.get(start + at + 12) & 0xf0) >>> 2);
            case UDP, UDPLITE, ICMP, IGMP, ICMPV6 -> at + 8;
            default -> at;
        };
    }
}
