package io.umview.umnet.lwipv6.socket;

import io.umview.lwipv6.net.NetworkException;
import io.umview.lwipv6.socket.Socket;

/** Where sockets come from. In the loop. */
@FunctionalInterface
public interface SocketSource {
    /**
     * Makes a socket.
     *
     * @param type SOCK_* without flags
     * @param process the number of whom it is for
     * @throws NetworkException EAFNOSUPPORT, ESOCKTNOSUPPORT, EPROTONOSUPPORT and others of socket(2)
     */
    Socket open(int domain, int type, int protocol, int process) throws NetworkException;
}
