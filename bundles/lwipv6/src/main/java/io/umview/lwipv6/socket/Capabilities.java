package io.umview.lwipv6.socket;

/** What a program that holds a socket may do. Asked at the moment of the call. */
@FunctionalInterface
public interface Capabilities {
    /** All of them: root of the stack. */
    Capabilities ALL = capability -> true;

    /** None: an ordinary user. */
    Capabilities NONE = capability -> false;

    /** Whether the program has a capability. */
    boolean has(Capability capability);
}
