package io.umview.lwipv6.transport.tcp;

/** Takes connections to any address and port, as a gateway does. */
@FunctionalInterface
public interface SynInterceptor {
    /**
     * A SYN has come in for which there is neither a connection nor a listener.
     *
     * @param syn stays until it is accepted, refused or dropped
     * @return false if it is to be answered as if nobody had been asked
     */
    boolean incoming(InterceptedSyn syn);
}
