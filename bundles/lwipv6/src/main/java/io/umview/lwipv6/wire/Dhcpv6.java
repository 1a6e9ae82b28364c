package io.umview.lwipv6.wire;

import io.umview.lwipv6.buffer.Packet;

/**
 * Messages of DHCP for IPv6 (RFC 8415, section 8), as much as configures nothing but names (section 6.1, RFC 3646). The window begins with the
 * message, behind the UDP header.
 */
public final class Dhcpv6 {
    public static final int SERVER_PORT = 547;
    public static final int CLIENT_PORT = 546;

    /** {@code ff02::1:2}: all servers and relay agents. */
    public static final IpAddress ALL_SERVERS = new IpAddress(0xff02L << 48, 0x1_0002);

    /** Message types. */
    public static final int REPLY = 7;

    public static final int INFORMATION_REQUEST = 11;

    /** Options. */
    public static final int CLIENT_IDENTIFIER = 1;

    public static final int SERVER_IDENTIFIER = 2;
    public static final int NAME_SERVERS = 23;
    public static final int DOMAIN_LIST = 24;

    /** What {@link #find} answers if the option is not there. */
    public static final int ABSENT = -1;

    /** Where options begin. */
    public static final int OPTIONS = 4;

    private static final int TYPE = 0;
    private static final int TRANSACTION_MASK = 0xff_ffff;

    private Dhcpv6() {}

    /** Whether the header is whole. */
    public static boolean check(Packet packet) {
        return packet.length() >= OPTIONS;
    }

    /** The message type. */
    public static int type(Packet packet) {
        return packet.get8(TYPE);
    }

    /** The number by which messages are matched, 24 bits. */
    public static int transaction(Packet packet) {
        return packet.get32(TYPE) & TRANSACTION_MASK;
    }

    /** Where the value of an option begins, or {@link #ABSENT}. */
    public static int find(Packet packet, int option) {
        int at = OPTIONS;
        int end = packet.length();
        while (end - at >= 4) {
            int length = packet.get16(at + 2);
            if (length > end - at - 4) {
                break;
            }
            if (packet.get16(at) == option) {
                return at + 4;
            }
            at += 4 + length;
        }
        return ABSENT;
    }

    /** The length of the option whose value begins there. */
    public static int length(Packet packet, int value) {
        return packet.get16(value - 2);
    }

    /** Begins a message in an empty packet. */
    public static void begin(Packet packet, int type, int transaction) {
        packet.append(OPTIONS);
        packet.put32(TYPE, type << 24 | transaction & TRANSACTION_MASK);
    }

    /** Adds an option, whose value is to be filled in where the answer says. */
    public static int option(Packet packet, int option, int length) {
        int at = packet.length();
        packet.append(4 + length);
        packet.put16(at, option);
        packet.put16(at + 2, length);
        return at + 4;
    }
}
