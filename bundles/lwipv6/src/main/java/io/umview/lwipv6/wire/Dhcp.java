package io.umview.lwipv6.wire;

import io.umview.lwipv6.buffer.Packet;

/**
 * Messages of the Dynamic Host Configuration Protocol for IPv4 (RFC 2131, section 2; options: RFC 2132, RFC 3396). The window begins with
 * the message, behind the UDP header.
 */
public final class Dhcp {
    public static final int SERVER_PORT = 67;
    public static final int CLIENT_PORT = 68;

    /** Values of {@link #operation}. */
    public static final int BOOTREQUEST = 1;

    public static final int BOOTREPLY = 2;

    /** Values of {@link #MESSAGE_TYPE}. */
    public static final int DISCOVER = 1;

    public static final int OFFER = 2;
    public static final int REQUEST = 3;
    public static final int DECLINE = 4;
    public static final int ACK = 5;
    public static final int NAK = 6;
    public static final int RELEASE = 7;
    public static final int INFORM = 8;

    /** Options (RFC 2132). */
    public static final int SUBNET_MASK = 1;

    public static final int ROUTER = 3;
    public static final int DOMAIN_NAME_SERVER = 6;
    public static final int HOST_NAME = 12;
    public static final int DOMAIN_NAME = 15;
    public static final int INTERFACE_MTU = 26;
    public static final int BROADCAST_ADDRESS = 28;
    public static final int REQUESTED_ADDRESS = 50;
    public static final int LEASE_TIME = 51;
    public static final int MESSAGE_TYPE = 53;
    public static final int SERVER_IDENTIFIER = 54;
    public static final int PARAMETER_REQUEST_LIST = 55;
    public static final int RENEWAL_TIME = 58;
    public static final int REBINDING_TIME = 59;
    public static final int CLIENT_IDENTIFIER = 61;

    /** Domain search (RFC 3397). */
    public static final int DOMAIN_SEARCH = 119;

    /** What {@link #find} answers if the option is not there. */
    public static final int ABSENT = -1;

    /** Where options begin: behind the magic cookie. */
    public static final int OPTIONS = 240;

    /** Clients of BOOTP want that much (RFC 1542, section 2.1). */
    private static final int SHORTEST = 300;

    private static final int OP = 0;
    private static final int HARDWARE_TYPE = 1;
    private static final int HARDWARE_LENGTH = 2;
    private static final int TRANSACTION = 4;
    private static final int FLAGS = 10;
    private static final int CLIENT_ADDRESS = 12;
    private static final int YOUR_ADDRESS = 16;
    private static final int SERVER_ADDRESS = 20;
    private static final int RELAY_ADDRESS = 24;
    private static final int CLIENT_HARDWARE = 28;
    private static final int HARDWARE_SPACE = 16;
    private static final int MAGIC_COOKIE = 236;
    private static final int MAGIC = 0x63825363;
    private static final int ETHERNET = 1;

    private static final int PAD = 0;
    private static final int END = 255;

    private Dhcp() {}

    /** Whether it is a message of DHCP whose header is whole, from or to a client on an Ethernet. Options are looked at by {@link #find}. */
    public static boolean check(Packet packet) {
        return packet.length() >= OPTIONS
                && packet.get32(MAGIC_COOKIE) == MAGIC
                && packet.get8(HARDWARE_TYPE) == ETHERNET
                && packet.get8(HARDWARE_LENGTH) == MacAddress.LENGTH;
    }

    /** {@link #BOOTREQUEST} or {@link #BOOTREPLY}. */
    public static int operation(Packet packet) {
        return packet.get8(OP);
    }

    /** The number by which client and server match messages: xid. */
    public static int transaction(Packet packet) {
        return packet.get32(TRANSACTION);
    }

    /** The address that the client has, or 0: ciaddr. */
    public static int clientAddress(Packet packet) {
        return packet.get32(CLIENT_ADDRESS);
    }

    /** The address that the client is to have: yiaddr. */
    public static int yourAddress(Packet packet) {
        return packet.get32(YOUR_ADDRESS);
    }

    /** The relay agent, or 0: giaddr. */
    public static int relayAddress(Packet packet) {
        return packet.get32(RELAY_ADDRESS);
    }

    /** The client's link-layer address, 48 bits: chaddr. */
    public static long hardwareAddress(Packet packet) {
        return packet.get64(CLIENT_HARDWARE) >>> 16;
    }

    /**
     * Where the value of an option begins, or {@link #ABSENT}. Its length is the byte before. Options that lie in the fields sname and file (overload)
     * are not found: no client puts what a server needs there.
     */
    public static int find(Packet packet, int option) {
        int at = OPTIONS;
        int end = packet.length();
        while (at < end) {
            int code = packet.get8(at);
            if (code == END) {
                break;
            }
            if (code == PAD) {
                at++;
                continue;
            }
            if (end - at < 2 || packet.get8(at + 1) > end - at - 2) {
                break;
            }
            if (code == option) {
                return at + 2;
            }
            at += 2 + packet.get8(at + 1);
        }
        return ABSENT;
    }

    /** The length of the option whose value begins there. */
    public static int length(Packet packet, int value) {
        return packet.get8(value - 1);
    }

    /** The message type, or {@link #ABSENT}. */
    public static int type(Packet packet) {
        int value = find(packet, MESSAGE_TYPE);
        return value != ABSENT && length(packet, value) == 1 ? packet.get8(value) : ABSENT;
    }

    /** The value of an option that is an address, or 0. */
    public static int address(Packet packet, int option) {
        int value = find(packet, option);
        return value != ABSENT && length(packet, value) == 4 ? packet.get32(value) : 0;
    }

    /** Begins a message in an empty packet: the header, with zeros where nothing is said, and the message type. */
    public static void begin(Packet packet, int operation, int transaction, long hardwareAddress, int messageType) {
        packet.append(OPTIONS);
        packet.clear(0, OPTIONS);
        packet.put8(OP, operation);
        packet.put8(HARDWARE_TYPE, ETHERNET);
        packet.put8(HARDWARE_LENGTH, MacAddress.LENGTH);
        packet.put32(TRANSACTION, transaction);
        packet.put64(CLIENT_HARDWARE, hardwareAddress << 16);
        packet.put32(MAGIC_COOKIE, MAGIC);
        option8(packet, MESSAGE_TYPE, messageType);
    }

    /** Begins the answer to a request. */
    public static void beginReply(Packet packet, Packet request, int messageType) {
        begin(packet, BOOTREPLY, transaction(request), hardwareAddress(request), messageType);
        packet.put16(FLAGS, request.get16(FLAGS));
        packet.put32(RELAY_ADDRESS, relayAddress(request));
        packet.put(CLIENT_HARDWARE, request, CLIENT_HARDWARE, HARDWARE_SPACE);
    }

    /** Sets ciaddr, yiaddr and siaddr. */
    public static void addresses(Packet packet, int client, int yours, int server) {
        packet.put32(CLIENT_ADDRESS, client);
        packet.put32(YOUR_ADDRESS, yours);
        packet.put32(SERVER_ADDRESS, server);
    }

    /** Adds an option of one byte. */
    public static void option8(Packet packet, int option, int value) {
        packet.put8(option(packet, option, 1), value);
    }

    /** Adds an option of two bytes. */
    public static void option16(Packet packet, int option, int value) {
        packet.put16(option(packet, option, 2), value);
    }

    /** Adds an option of four bytes. */
    public static void option32(Packet packet, int option, int value) {
        packet.put32(option(packet, option, 4), value);
    }

    /** Adds an option of up to 255 bytes. */
    public static void option(Packet packet, int option, byte[] value) {
        packet.put(option(packet, option, value.length), value, 0, value.length);
    }

    /** Ends a message. */
    public static void end(Packet packet) {
        packet.append(1);
        packet.put8(packet.length() - 1, END);
        int missing = SHORTEST - packet.length();
        if (missing > 0) {
            packet.append(missing);
            packet.clear(packet.length() - missing, missing);
        }
    }

    private static int option(Packet packet, int option, int length) {
        if (length > 255) {
            throw new IllegalArgumentException("an option has at most 255 bytes");
        }
        int at = packet.length();
        packet.append(2 + length);
        packet.put8(at, option);
        packet.put8(at + 1, length);
        return at + 2;
    }
}
