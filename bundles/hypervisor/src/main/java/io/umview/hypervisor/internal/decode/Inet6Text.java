package io.umview.hypervisor.internal.decode;

import java.util.StringJoiner;

/** IPv6 addresses as RFC 5952 wants them written. */
final class Inet6Text {
    private static final int GROUPS = 8;

    private Inet6Text() {}

    static String of(byte[] address) {
        int[] groups = new int[GROUPS];
        for (int i = 0; i < GROUPS; i++) {
            groups[i] = (address[2 * i] & 0xff) << 8 | address[2 * i + 1] & 0xff;
        }
        if (isMapped(groups)) {
            return "::ffff:" + (groups[6] >> 8) + '.' + (groups[6] & 0xff) + '.' + (groups[7] >> 8) + '.'
                    + (groups[7] & 0xff);
        }
        int start = 0;
        int length = 0;
        for (int i = 0; i < GROUPS; i++) {
            int zeros = zerosFrom(groups, i);
            if (zeros > length) {
                start = i;
                length = zeros;
            }
        }
        // One group alone is not shortened.
        return length < 2
                ? join(groups, 0, GROUPS)
                : join(groups, 0, start) + "::" + join(groups, start + length, GROUPS);
    }

    private static boolean isMapped(int[] groups) {
        return zerosFrom(groups, 0) == 5 && groups[5] == 0xffff;
    }

    private static int zerosFrom(int[] groups, int from) {
        int i = from;
        while (i < GROUPS && groups[i] == 0) {
            i++;
        }
        return i - from;
    }

    private static String join(int[] groups, int from, int to) {
        StringJoiner text = new StringJoiner(":");
        for (int i = from; i < to; i++) {
            text.add(Integer.toHexString(groups[i]));
        }
        return text.toString();
    }
}
