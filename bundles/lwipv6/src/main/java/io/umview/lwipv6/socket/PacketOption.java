package io.umview.lwipv6.socket;

/** Numbers of options, types and memberships of packet sockets (linux/if_packet.h). */
final class PacketOption {
    static final int PACKET_ADD_MEMBERSHIP = 1;
    static final int PACKET_DROP_MEMBERSHIP = 2;
    static final int PACKET_RX_RING = 5;
    static final int PACKET_STATISTICS = 6;
    static final int PACKET_COPY_THRESH = 7;
    static final int PACKET_AUXDATA = 8;
    static final int PACKET_ORIGDEV = 9;
    static final int PACKET_VERSION = 10;
    static final int PACKET_HDRLEN = 11;
    static final int PACKET_RESERVE = 12;
    static final int PACKET_TX_RING = 13;
    static final int PACKET_LOSS = 14;
    static final int PACKET_VNET_HDR = 15;
    static final int PACKET_TIMESTAMP = 17;
    static final int PACKET_FANOUT = 18;
    static final int PACKET_TX_HAS_OFF = 19;
    static final int PACKET_QDISC_BYPASS = 20;
    static final int PACKET_ROLLOVER_STATS = 21;
    static final int PACKET_FANOUT_DATA = 22;
    static final int PACKET_IGNORE_OUTGOING = 23;
    static final int PACKET_VNET_HDR_SZ = 24;

    /** Types of packets: sll_pkttype. */
    static final int PACKET_HOST = 0;

    static final int PACKET_BROADCAST = 1;
    static final int PACKET_MULTICAST = 2;
    static final int PACKET_OTHERHOST = 3;
    static final int PACKET_OUTGOING = 4;

    static final int MEMBER_MULTICAST = 0;
    static final int MEMBER_PROMISCUOUS = 1;
    static final int MEMBER_ALL_MULTICAST = 2;
    static final int MEMBER_UNICAST = 3;

    static final int TPACKET_V1 = 0;
    static final int TPACKET_V2 = 1;
    static final int TPACKET_V3 = 2;

    /** Bits of struct tpacket_auxdata and of frames in a ring. */
    static final int STATUS_USER = 1;

    static final int STATUS_CSUM_NOT_READY = 8;
    static final int STATUS_CSUM_VALID = 0x80;

    private PacketOption() {}
}
