package io.umview.lwipv6.gateway;

import java.net.InetSocketAddress;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Makes sockets of the host. No call on one of them waits. They belong to the gateway's thread, in which they tell what happens to them. */
public interface HostSockets {
    /** Begins to connect over TCP; {@link HostStream#isConnected} tells whether that is done, at once perhaps. */
    HostStream connect(InetSocketAddress address) throws HostException;

    /**
     * Listens for connections over TCP.
     *
     * @param address the wildcard address of IPv4 stands for both families
     * @param accepted gets those that are made
     */
    HostSocket listen(InetSocketAddress address, Consumer<HostStream> accepted) throws HostException;

    /**
     * A socket of UDP.
     *
     * @param v4 for IPv4, otherwise for IPv6
     * @param local what it is bound to; null is any port
     */
    HostDatagrams datagrams(boolean v4, @Nullable InetSocketAddress local) throws HostException;
}
