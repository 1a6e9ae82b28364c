package io.umview.lwipv6.socket;

import io.umview.lwipv6.net.NetworkError;
import io.umview.lwipv6.net.NetworkException;
import java.util.Arrays;

/** The options of an IPv4 header (RFC 791, section 3.1) as programs set them with IP_OPTIONS. */
final class Ipv4OptionList {
    private static final int MOST = 40;
    private static final int END = 0;
    private static final int NO_OPERATION = 1;
    private static final int RECORD_ROUTE = 7;
    private static final int TIMESTAMP = 68;
    private static final int LOOSE_ROUTE = 131;
    private static final int STRICT_ROUTE = 137;
    private static final int ROUTER_ALERT = 148;

    private Ipv4OptionList() {}

    /**
     * What is to be sent: padded to a multiple of 4 bytes, and nothing behind the end of the list.
     *
     * @throws NetworkException EINVAL if the list is not well-formed
     */
    static byte[] check(byte[] list) throws NetworkException {
        if (list.length > MOST) {
            throw NetworkError.EINVAL.exception();
        }
        byte[] padded = Arrays.copyOf(list, (list.length + 3) & ~3);
        int at = 0;
        while (at < padded.length && padded[at] != END) {
            at += length(padded, at);
        }
        Arrays.fill(padded, at, padded.length, (byte) 0);
        return padded;
    }

    private static int length(byte[] list, int at) throws NetworkException {
        int type = list[at] & 0xff;
        if (type == NO_OPERATION) {
            return 1;
        }
        int left = list.length - at;
        int length = left < 2 ? 0 : list[at + 1] & 0xff;
        int least = switch (type) {
            case RECORD_ROUTE, LOOSE_ROUTE, STRICT_ROUTE -> 3;
            case TIMESTAMP, ROUTER_ALERT -> 4;
            default -> 2;
        };
        if (length < least || length > left) {
            throw NetworkError.EINVAL.exception();
        }
        return length;
    }
}
