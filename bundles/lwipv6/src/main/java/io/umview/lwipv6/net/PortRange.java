package io.umview.lwipv6.net;

/**
 * Ports that a rule is for.
 *
 * @param first 1 or more
 * @param last not less than {@code first}
 */
public record PortRange(int first, int last) {
    boolean contains(int port) {
        return port >= first && port <= last;
    }
}
