package io.umview.lwipv6.netlink.core;

import io.umview.lwipv6.net.NetworkError;
import io.umview.lwipv6.net.NetworkException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** All netlink sockets of a stack by their ports, and the protocols that they may have. */
public final class NetlinkHub {
    private static final int SOCK_DGRAM = 2;
    private static final int SOCK_RAW = 3;

    private final Map<Integer, Family> families = new HashMap<>();
    private long lastCookie;

    /** A hub of these protocols. */
    public NetlinkHub(Collection<? extends NetlinkProtocol> protocols) {
        for (NetlinkProtocol protocol : protocols) {
            families.put(protocol.number(), new Family(protocol));
        }
    }

    /**
     * Makes a socket.
     *
     * @param type SOCK_DGRAM or SOCK_RAW, which are the same here
     * @param processId the process that makes it: the port that it gets if it asks for none, and if that is free
     * @param privileged whether whoever uses it has CAP_NET_ADMIN now
     * @throws NetworkException ESOCKTNOSUPPORT, EPROTONOSUPPORT
     */
    public NetlinkSocket socket(int type, int protocol, int processId, BooleanSupplier privileged)
            throws NetworkException {
        if (type != SOCK_DGRAM && type != SOCK_RAW) {
            throw NetworkError.ESOCKTNOSUPPORT.exception();
        }
        Family family = families.get(protocol);
        if (family == null) {
            throw NetworkError.EPROTONOSUPPORT.exception();
        }
        NetlinkSocket socket = new NetlinkSocket(type, family, processId, privileged, ++lastCookie);
        family.all.add(socket);
        return socket;
    }

    /** Whether a socket has joined a group: if not, a message to it need not be made. */
    public boolean heard(int protocol, int group) {
        Family family = families.get(protocol);
        return family != null && family.all.stream().anyMatch(socket -> socket.member(group));
    }

    /**
     * Sends a message from the kernel to all who have joined a group.
     *
     * @param except the port of a socket that does not get it, or 0
     */
    public void multicast(int protocol, int group, byte[] message, int except) {
        Family family = families.get(protocol);
        if (family != null) {
            family.multicast(0, group, message, except);
        }
    }

    /** Sends a message from the kernel to one socket, if it is still there. */
    public void unicast(int protocol, int port, byte[] message) {
        Family family = families.get(protocol);
        NetlinkSocket socket = family == null ? null : family.ports.get(port);
        if (socket != null) {
            socket.deliver(new Datagram(message, 0, 0));
        }
    }

    /** Shows all sockets. */
    public void forEach(Consumer<? super NetlinkSocket> visitor) {
        families.keySet().stream()
                .sorted()
                .forEach(number -> families.get(number).all.forEach(visitor));
    }

    /** The sockets of one protocol. */
    static final class Family {
        private static final int FIRST_OTHER_PORT = -4097;

        final NetlinkProtocol protocol;
        private final List<NetlinkSocket> all = new ArrayList<>();
        private final Map<Integer, NetlinkSocket> ports = new LinkedHashMap<>();
        private int otherPort = FIRST_OTHER_PORT;

        Family(NetlinkProtocol protocol) {
            this.protocol = protocol;
        }

        /** Gives a socket a port. */
        boolean claim(int port, NetlinkSocket socket) {
            return ports.putIfAbsent(port, socket) == null;
        }

        /** A port for a socket that asks for none: the process's number, else a negative one, as in the kernel. */
        int freePort(int processId) {
            int port = processId;
            while (port == 0 || ports.containsKey(port)) {
                port = otherPort;
                otherPort = otherPort == Integer.MIN_VALUE ? FIRST_OTHER_PORT : otherPort - 1;
            }
            return port;
        }

        @Nullable
        NetlinkSocket socket(int port) {
            return ports.get(port);
        }

        void multicast(int from, int group, byte[] message, int except) {
            Datagram datagram = new Datagram(message, from, group);
            for (NetlinkSocket socket : List.copyOf(all)) {
                if (socket.member(group) && (except == 0 || socket.port() != except)) {
                    socket.deliver(datagram);
                }
            }
        }

        void remove(NetlinkSocket socket) {
            all.remove(socket);
            ports.remove(socket.port(), socket);
        }
    }
}
