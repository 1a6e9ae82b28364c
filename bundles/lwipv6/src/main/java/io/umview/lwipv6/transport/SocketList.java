package io.umview.lwipv6.transport;

import java.util.function.Consumer;

/** The sockets of a stack, for those who show them. For the stack's thread only. */
@FunctionalInterface
public interface SocketList {
    int IPPROTO_ICMP = 1;
    int IPPROTO_TCP = 6;
    int IPPROTO_UDP = 17;
    int IPPROTO_ICMPV6 = 58;
    int IPPROTO_UDPLITE = 136;
    int IPPROTO_RAW = 255;

    /** Nothing to show. */
    SocketList NONE = (protocol, visitor) -> {};

    /**
     * Shows all sockets of one kind in a steady order, of both domains; TCP with its connections that have no descriptor yet or any more.
     *
     * @param protocol IPPROTO_TCP, UDP, UDPLITE; ICMP and ICMPV6 for ping sockets; RAW for all raw sockets
     */
    void forEach(int protocol, Consumer<? super SocketInfo> visitor);
}
