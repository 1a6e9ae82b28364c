package io.umview.lwipv6.wire;

import io.umview.lwipv6.buffer.Packet;

/** The header of Virtual eXtensible Local Area Networks (RFC 7348, section 5), which is between UDP and an Ethernet frame. */
public final class Vxlan {
    /** Bytes of the header. */
    public static final int LENGTH = 8;

    /** The UDP port that IANA has assigned. */
    public static final int PORT = 4789;

    /** The largest network identifier: 24 bits. */
    public static final int MAX_VNI = 0xff_ffff;

    private static final int FLAGS = 0;
    private static final int IDENTIFIER = 4;

    /** The flag I, with 24 reserved bits behind it. */
    private static final int VNI_IS_VALID = 0x0800_0000;

    private Vxlan() {}

    /**
     * Whether it is a header without extensions. The RFC has receivers ignore the reserved bits; Linux drops what sets them (vxlan_rcv), because
     * it must be an extension that was not agreed on, and so it is here.
     */
    public static boolean check(Packet packet, int offset) {
        return offset >= 0
                && packet.length() - offset >= LENGTH
                && packet.get32(offset + FLAGS) == VNI_IS_VALID
                && packet.get8(offset + IDENTIFIER + 3) == 0;
    }

    /** The network identifier, 24 bits. */
    public static int vni(Packet packet, int offset) {
        return packet.get32(offset + IDENTIFIER) >>> 8;
    }

    /** Writes a header. */
    public static void emit(Packet packet, int offset, int vni) {
        packet.put32(offset + FLAGS, VNI_IS_VALID);
        packet.put32(offset + IDENTIFIER, vni << 8);
    }
}
