package io.umview.lwipv6.transport.tcp;

/** Comparison of sequence numbers, which wrap around (RFC 9293, section 3.4). */
final class Sequence {
    private Sequence() {}

    static boolean before(int a, int b) {
        return a - b < 0;
    }

    static boolean after(int a, int b) {
        return a - b > 0;
    }

    static int max(int a, int b) {
        return before(a, b) ? b : a;
    }

    static int min(int a, int b) {
        return before(a, b) ? a : b;
    }
}
