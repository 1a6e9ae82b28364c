package io.umview.lwipv6.socket;

/** What of capabilities(7) a network stack asks for. */
public enum Capability {
    /** Ports below 1024. */
    NET_BIND_SERVICE,
    /** Configuration of the stack; options that harm others. */
    NET_ADMIN,
    /** Raw and packet sockets, foreign source addresses. */
    NET_RAW
}
