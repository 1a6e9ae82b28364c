package io.umview.lwipv6.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/**
 * A message as text that two stacks should agree on: without sequence and port, without values that tell the time or count, and
 * without attributes of devices and drivers that only the kernel has.
 */
final class MessageText {
    private static final HexFormat HEX = HexFormat.of();
    private static final int NLMSG_ERROR = 2;
    private static final int NLMSG_DONE = 3;
    private static final int TYPE = 0x3fff;

    /** Attributes that only a tap interface of the kernel has: type of message and of attribute. */
    private static final Set<String> DRIVERS = Set.of("16.18", "16.62", "16.65", "36.2", "92.4");

    /** Attributes whose values are times, counters, or the kernel's choice. */
    private static final Set<String> VOLATILE = Set.of(
            "16.7",
            "16.16",
            "16.23",
            "16.6",
            "16.35",
            "16.47",
            "16.48",
            "16.26.10.5",
            "16.26.10.3",
            "16.26.10.6",
            "16.26.10.1",
            "16.12.5",
            "16.12.3",
            "16.12.6",
            "16.12.1",
            "20.6",
            "24.12",
            "28.3",
            "58.6",
            "64.5",
            "64.7",
            "64.6",
            "72.2",
            "36.1",
            "36.3",
            "36.7",
            "92.1");

    /** Attributes that consist of attributes. */
    private static final Set<String> NESTED =
            Set.of("16.26", "16.26.2", "16.26.10", "16.12", "16.43", "16.52", "24.8", "64.6", "36.7");

    private MessageText() {}

    static String of(byte[] bytes) {
        ByteBuffer message = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
        int type = message.getShort(4) & 0xffff;
        String flags = Integer.toHexString(message.getShort(6) & 0xffff);
        StringBuilder text =
                new StringBuilder("type ").append(type).append(" flags ").append(flags);
        if (type == NLMSG_ERROR || type == NLMSG_DONE) {
            text.append(" error ").append(bytes.length < 20 ? 0 : message.getInt(16));
            int quoted = type == NLMSG_DONE ? 20 : 20 + quoted(message);
            explanation(message, (quoted + 3) & ~3, text);
            return text.toString();
        }
        int header = header(type);
        text.append(' ').append(header(type, bytes, Math.min(bytes.length, 16 + header)));
        attributes(Integer.toString(type), message, 16 + header, text);
        return text.toString();
    }

    private static String header(int type, byte[] bytes, int end) {
        byte[] header = java.util.Arrays.copyOfRange(bytes, 16, end);
        if (type == 72) {
            // The sequence number of the table of labels.
            java.util.Arrays.fill(header, 8, 12, (byte) 0);
        }
        return HEX.formatHex(header);
    }

    /** How much of the request an error message quotes: what is not the rest. */
    private static int quoted(ByteBuffer message) {
        boolean capped = (message.getShort(6) & 0x100) != 0;
        return capped ? 16 : message.getInt(20);
    }

    private static void explanation(ByteBuffer message, int from, StringBuilder text) {
        int at = from;
        while (at + 4 <= message.limit()) {
            int length = message.getShort(at) & 0xffff;
            int type = message.getShort(at + 2) & TYPE;
            if (length < 4 || at + length > message.limit()) {
                return;
            }
            // Which values a policy allows (NLMSGERR_ATTR_POLICY) is not told here.
            if (type == 1) {
                text.append(" \"").append(text(message, at + 4, length - 5)).append('"');
            } else if (type == 2 || type == 5) {
                text.append(" attribute ").append(type).append(" ").append(message.getInt(at + 4));
            }
            at += (length + 3) & ~3;
        }
    }

    private static String text(ByteBuffer message, int from, int length) {
        byte[] bytes = new byte[Math.max(0, length)];
        message.get(from, bytes);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static int header(int type) {
        return switch (type >> 2 << 2) {
            case 16 -> 16;
            case 20, 56, 60 -> 8;
            case 24, 28, 32, 72, 92 -> 12;
            case 36, 40, 44 -> 20;
            default -> 4;
        };
    }

    private static void attributes(String path, ByteBuffer bytes, int from, StringBuilder text) {
        List<String> parts = new ArrayList<>();
        int at = from;
        while (at + 4 <= bytes.limit()) {
            int length = bytes.getShort(at) & 0xffff;
            if (length < 4 || at + length > bytes.limit()) {
                parts.add("garbage");
                break;
            }
            String name = path + '.' + (bytes.getShort(at + 2) & TYPE);
            ByteBuffer value = bytes.slice(at + 4, length - 4).order(ByteOrder.nativeOrder());
            if (!DRIVERS.contains(name)) {
                parts.add((bytes.getShort(at + 2) & 0xffff) + value(name, value));
            }
            at += (length + 3) & ~3;
        }
        text.append(" {").append(String.join(" ", parts)).append('}');
    }

    private static String value(String name, ByteBuffer value) {
        if (NESTED.contains(name) && !VOLATILE.contains(name)) {
            StringBuilder nested = new StringBuilder();
            attributes(name, value, 0, nested);
            return nested.toString();
        }
        if (VOLATILE.contains(name)) {
            return name.equals("16.6") || name.equals("36.1") ? "=*" : "=*" + value.limit();
        }
        byte[] bytes = new byte[value.limit()];
        value.get(0, bytes);
        return "=" + HEX.formatHex(bytes);
    }
}
