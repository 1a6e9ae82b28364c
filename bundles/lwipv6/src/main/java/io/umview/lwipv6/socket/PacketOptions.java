package io.umview.lwipv6.socket;

import static io.umview.lwipv6.socket.PacketOption.*;

import io.umview.lwipv6.net.NetworkError;
import io.umview.lwipv6.net.NetworkException;
import org.jspecify.annotations.Nullable;

/** The options of level SOL_PACKET: packet(7), and where that is silent what Linux 6.18 does (net/packet/af_packet.c). */
final class PacketOptions {
    private final PacketMemberships memberships;
    private final OptionFlags flags = new OptionFlags();
    private int version;
    private int reserve;
    private int copyThreshold;
    private int timestampSource;
    private int received;
    private int dropped;
    private @Nullable PacketRing ring;

    PacketOptions(PacketMemberships memberships) {
        this.memberships = memberships;
    }

    /** An option that is on or off: PACKET_AUXDATA, PACKET_IGNORE_OUTGOING and others. */
    boolean is(int name) {
        return flags.get(name);
    }

    /** The ring of PACKET_RX_RING, or null. */
    @Nullable
    PacketRing ring() {
        return ring;
    }

    /** Counts a packet, for PACKET_STATISTICS. */
    void countReceived() {
        received++;
    }

    /** Counts a packet for which there was no room. */
    void countDropped() {
        dropped++;
    }

    /** Lets the ring go. */
    void close() {
        ring = null;
    }

    /** PACKET_HDRLEN: how long the header of a frame in the ring is, of a version that {@code given} names. */
    static byte[] headerLength(byte[] given) throws NetworkException {
        // What libpcap asks for first, V3, is not served; it takes V2 then.
        check(OptionValue.intOf(given) == TPACKET_V2);
        return OptionValue.of(PacketRing.HEADER, given.length);
    }

    byte[] get(int name, int length) throws NetworkException {
        return switch (name) {
            case PACKET_STATISTICS -> {
                byte[] counts =
                        OptionValue.buffer(8).putInt(received).putInt(dropped).array();
                received = 0;
                dropped = 0;
                yield OptionValue.truncate(counts, length);
            }
            case PACKET_COPY_THRESH -> OptionValue.of(copyThreshold, length);
            case PACKET_AUXDATA,
                    PACKET_ORIGDEV,
                    PACKET_LOSS,
                    PACKET_TX_HAS_OFF,
                    PACKET_QDISC_BYPASS,
                    PACKET_IGNORE_OUTGOING -> OptionValue.of(flags.get(name), length);
            case PACKET_VNET_HDR, PACKET_VNET_HDR_SZ, PACKET_FANOUT -> OptionValue.of(0, length);
            case PACKET_VERSION -> OptionValue.of(version, length);
            case PACKET_RESERVE -> OptionValue.of(reserve, length);
            case PACKET_TIMESTAMP -> OptionValue.of(timestampSource, length);
            case PACKET_HDRLEN, PACKET_ROLLOVER_STATS -> throw NetworkError.EINVAL.exception();
            default -> throw NetworkError.ENOPROTOOPT.exception();
        };
    }

    void set(int name, byte[] value) throws NetworkException {
        switch (name) {
            case PACKET_ADD_MEMBERSHIP -> memberships.add(value);
            case PACKET_DROP_MEMBERSHIP -> memberships.drop(value);
            case PACKET_RX_RING -> {
                PacketRing asked = PacketRing.of(value, reserve);
                if (asked != null && version != TPACKET_V2) {
                    throw NetworkError.EINVAL.exception();
                }
                ring = asked;
            }
            case PACKET_TX_RING -> {
                if (PacketRing.of(value, reserve) != null) {
                    throw NetworkError.EOPNOTSUPP.exception();
                }
            }
            case PACKET_AUXDATA, PACKET_ORIGDEV -> flags.set(name, OptionValue.intOf(value) != 0);
            case PACKET_LOSS, PACKET_TX_HAS_OFF, PACKET_QDISC_BYPASS -> flags.set(name, exactInt(value) != 0);
            case PACKET_COPY_THRESH -> copyThreshold = exactInt(value);
            case PACKET_TIMESTAMP -> timestampSource = exactInt(value);
            case PACKET_IGNORE_OUTGOING -> {
                int on = exactInt(value);
                check(on == 0 || on == 1);
                flags.set(name, on != 0);
            }
            case PACKET_VERSION -> {
                int asked = exactInt(value);
                checkNoRing();
                check(asked == TPACKET_V1 || asked == TPACKET_V2);
                version = asked;
            }
            case PACKET_RESERVE -> {
                int asked = exactInt(value);
                check(asked >= 0);
                checkNoRing();
                reserve = asked;
            }
            case PACKET_VNET_HDR, PACKET_VNET_HDR_SZ -> check(OptionValue.intOf(value) == 0);
            case PACKET_FANOUT, PACKET_FANOUT_DATA -> throw NetworkError.EINVAL.exception();
            default -> throw NetworkError.ENOPROTOOPT.exception();
        }
    }

    private void checkNoRing() throws NetworkException {
        if (ring != null) {
            throw NetworkError.EBUSY.exception();
        }
    }

    private static int exactInt(byte[] value) throws NetworkException {
        check(value.length == 4);
        return OptionValue.intOf(value);
    }

    private static void check(boolean valid) throws NetworkException {
        if (!valid) {
            throw NetworkError.EINVAL.exception();
        }
    }
}
