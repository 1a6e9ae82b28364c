package io.umview.lwipv6.gateway;

import io.umview.lwipv6.buffer.Packet;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A socket of the host for UDP. */
public interface HostDatagrams extends HostSocket {
    /** Whom to tell that something can be received, an error too. */
    void observe(Runnable observer);

    /** Has it receive from this address only, and the errors that come from there. */
    void connect(InetSocketAddress address) throws HostException;

    /**
     * Sends a datagram.
     *
     * @param payload remains the caller's
     * @return whether there was room for it
     */
    boolean send(Packet payload, InetSocketAddress to) throws HostException;

    /**
     * Receives a datagram to the position of a direct buffer, which moves.
     *
     * @return whom it came from, null if there is none now
     */
    @Nullable
    InetSocketAddress receive(ByteBuffer into) throws HostException;
}
