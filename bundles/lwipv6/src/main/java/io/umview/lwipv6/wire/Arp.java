package io.umview.lwipv6.wire;

import io.umview.lwipv6.buffer.Packet;

/** The address resolution protocol for IPv4 on Ethernet (RFC 826). */
public final class Arp {
    /** Length of a message in bytes. */
    public static final int LENGTH = 28;

    public static final int REQUEST = 1;
    public static final int REPLY = 2;

    private static final int HARDWARE_TYPE = 0;
    private static final int PROTOCOL_TYPE = 2;
    private static final int HARDWARE_LENGTH = 4;
    private static final int PROTOCOL_LENGTH = 5;
    private static final int OPERATION = 6;
    private static final int SENDER_HARDWARE = 8;
    private static final int SENDER_PROTOCOL = 14;
    private static final int TARGET_HARDWARE = 18;
    private static final int TARGET_PROTOCOL = 24;

    private static final int ETHERNET = 1;

    private Arp() {}

    /** Whether there is a whole message about IPv4 on Ethernet. */
    public static boolean check(Packet packet, int offset) {
        return packet.length() - offset >= LENGTH
                && packet.get16(offset + HARDWARE_TYPE) == ETHERNET
                && packet.get16(offset + PROTOCOL_TYPE) == Ethernet.ETH_P_IP
                && packet.get8(offset + HARDWARE_LENGTH) == MacAddress.LENGTH
                && packet.get8(offset + PROTOCOL_LENGTH) == 4;
    }

    /** {@link #REQUEST} or {@link #REPLY}, or another. */
    public static int operation(Packet packet, int offset) {
        return packet.get16(offset + OPERATION);
    }

    /** Who sends it, in 48 bits. */
    public static long senderHardware(Packet packet, int offset) {
        return packet.get64(offset + SENDER_HARDWARE) >>> 16;
    }

    /** The IPv4 address of who sends it. */
    public static int senderProtocol(Packet packet, int offset) {
        return packet.get32(offset + SENDER_PROTOCOL);
    }

    /** Whom it is for, in 48 bits; of a request, nobody. */
    public static long targetHardware(Packet packet, int offset) {
        return packet.get64(offset + TARGET_HARDWARE) >>> 16;
    }

    /** The IPv4 address of whom it is for, or that is asked for. */
    public static int targetProtocol(Packet packet, int offset) {
        return packet.get32(offset + TARGET_PROTOCOL);
    }

    /** Appends a message. */
    public static void append(
            Packet packet,
            int operation,
            long senderHardware,
            int senderProtocol,
            long targetHardware,
            int targetProtocol) {
        int at = packet.length();
        packet.append(LENGTH);
        packet.put16(at + HARDWARE_TYPE, ETHERNET);
        packet.put16(at + PROTOCOL_TYPE, Ethernet.ETH_P_IP);
        packet.put8(at + HARDWARE_LENGTH, MacAddress.LENGTH);
        packet.put8(at + PROTOCOL_LENGTH, 4);
        packet.put16(at + OPERATION, operation);
        putHardware(packet, at + SENDER_HARDWARE, senderHardware);
        packet.put32(at + SENDER_PROTOCOL, senderProtocol);
        putHardware(packet, at + TARGET_HARDWARE, targetHardware);
        packet.put32(at + TARGET_PROTOCOL, targetProtocol);
    }

    private static void putHardware(Packet packet, int at, long address) {
        packet.put16(at, (int) (address >>> 32));
        packet.put32(at + 2, (int) address);
    }
}
