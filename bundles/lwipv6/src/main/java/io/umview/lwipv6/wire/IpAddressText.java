package io.umview.lwipv6.wire;

/** Addresses in words: dotted quads, and RFC 4291 section 2.2 in the form of RFC 5952. */
final class IpAddressText {
    private static final int GROUPS = 8;

    private IpAddressText() {}

    static IpAddress parse(String text) {
        if (text.indexOf(':') < 0) {
            return IpAddress.v4(quad(text));
        }
        int[] groups = new int[GROUPS];
        int gap = text.indexOf("::");
        int count;
        if (gap < 0) {
            count = groups(text, groups, 0);
            require(count == GROUPS, text);
        } else {
            require(text.indexOf("::", gap + 1) < 0, text);
            int[] tail = new int[GROUPS];
            count = groups(text.substring(0, gap), groups, 0);
            int behind = groups(text.substring(gap + 2), tail, 0);
            require(count + behind < GROUPS, text);
            System.arraycopy(tail, 0, groups, GROUPS - behind, behind);
        }
        return new IpAddress(half(groups, 0), half(groups, 4));
    }

    private static long half(int[] groups, int from) {
        return (long) groups[from] << 48
                | (long) groups[from + 1] << 32
                | (long) groups[from + 2] << 16
                | groups[from + 3];
    }

    private static int groups(String text, int[] groups, int from) {
        int count = from;
        if (text.isEmpty()) {
            return count;
        }
        String[] parts = text.split(":", -1);
        for (int i = 0; i < parts.length; i++) {
            String part = parts[i];
            if (i == parts.length - 1 && part.indexOf('.') >= 0) {
                require(count + 2 <= GROUPS, text);
                int quad = quad(part);
                groups[count++] = quad >>> 16;
                groups[count++] = quad & 0xffff;
            } else {
                require(count < GROUPS && !part.isEmpty() && part.length() <= 4, text);
                for (int c = 0; c < part.length(); c++) {
                    int digit = Character.digit(part.charAt(c), 16);
                    require(digit >= 0, text);
                    groups[count] = groups[count] << 4 | digit;
                }
                count++;
            }
        }
        return count;
    }

    private static int quad(String text) {
        String[] parts = text.split("\\.", -1);
        require(parts.length == 4, text);
        int address = 0;
        for (String part : parts) {
            require(!part.isEmpty() && part.length() <= 3, text);
            int value = 0;
            for (int c = 0; c < part.length(); c++) {
                int digit = part.charAt(c) - '0';
                require(digit >= 0 && digit <= 9, text);
                value = value * 10 + digit;
            }
            require(value < 256, text);
            address = address << 8 | value;
        }
        return address;
    }

    private static void require(boolean right, String text) {
        if (!right) {
            throw new IllegalArgumentException("not an IP address: " + text);
        }
    }

    static String format(IpAddress address) {
        if (address.isV4()) {
            int v4 = address.v4();
            return (v4 >>> 24) + "." + (v4 >>> 16 & 0xff) + "." + (v4 >>> 8 & 0xff) + "." + (v4 & 0xff);
        }
        int start = -1;
        int longest = 1;
        for (int i = 0; i < GROUPS; i++) {
            int run = 0;
            while (i + run < GROUPS && group(address, i + run) == 0) {
                run++;
            }
            if (run > longest) {
                longest = run;
                start = i;
            }
        }
        StringBuilder text = new StringBuilder(39);
        for (int i = 0; i < GROUPS; i++) {
            if (i == start) {
                text.append("::");
                i += longest - 1;
                continue;
            }
            if (i > 0 && text.charAt(text.length() - 1) != ':') {
                text.append(':');
            }
            text.append(Integer.toHexString(group(address, i)));
        }
        return text.toString();
    }

    private static int group(IpAddress address, int index) {
        long half = index < 4 ? address.high() : address.low();
        return (int) (half >>> (48 - 16 * (index & 3))) & 0xffff;
    }
}
