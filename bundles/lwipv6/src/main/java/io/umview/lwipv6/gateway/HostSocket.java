package io.umview.lwipv6.gateway;

/** A socket of the host. */
public interface HostSocket extends AutoCloseable {
    @Override
    void close();
}
