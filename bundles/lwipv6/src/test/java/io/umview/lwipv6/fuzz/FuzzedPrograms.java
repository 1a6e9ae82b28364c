package io.umview.lwipv6.fuzz;

import io.umview.lwipv6.Stack;
import io.umview.lwipv6.net.NetworkError;
import io.umview.lwipv6.net.NetworkException;
import io.umview.lwipv6.socket.Capabilities;
import io.umview.lwipv6.socket.Domain;
import io.umview.lwipv6.socket.MessageSocket;
import io.umview.lwipv6.socket.Socket;
import io.umview.lwipv6.socket.SocketAddress;
import io.umview.lwipv6.socket.StreamSocket;
import io.umview.lwipv6.wire.IpAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** Programs on a stack: they send back what they receive, on sockets of all kinds with all that can be told of a packet. */
final class FuzzedPrograms {
    static final int ECHO = 7;
    static final int OWN_PORT = 4000;
    static final int PEER_PORT = 80;
    private static final ByteBuffer NO_CONTROL = ByteBuffer.allocate(0);
    private static final int SOL_IP = 0;
    private static final int SOL_IPV6 = 41;
    private static final int MOST_OPTIONS = 80;
    private static final int IPV6_HDRINCL = 36;
    private static final int IPV6_V6ONLY = 26;
    private static final int ETH_P_ALL = 0x0300;

    private final Stack stack;
    private final StreamSocket listener;
    private final List<StreamSocket> streams = new ArrayList<>();
    private final List<MessageSocket> datagrams = new ArrayList<>();
    private final ByteBuffer message = ByteBuffer.allocate(MessageSocket.LONGEST);

    FuzzedPrograms(Stack stack) throws NetworkException {
        this.stack = stack;
        listener = (StreamSocket) open(Domain.AF_INET6, Domain.SOCK_STREAM, 0);
        listener.bind(new SocketAddress.Inet6(IpAddress.ANY6, ECHO, 0, 0));
        listener.listen(2);
        StreamSocket client = (StreamSocket) open(Domain.AF_INET, Domain.SOCK_STREAM, 0);
        client.bind(new SocketAddress.Inet4(IpAddress.ANY4, OWN_PORT));
        quietly(() -> client.connect(new SocketAddress.Inet4(IpAddress.parse("10.0.3.2"), PEER_PORT)));
        streams.add(client);
        for (int domain : new int[] {Domain.AF_INET, Domain.AF_INET6}) {
            int icmp = domain == Domain.AF_INET ? 1 : 58;
            add(domain, Domain.SOCK_DGRAM, icmp);
            add(domain, Domain.SOCK_RAW, icmp);
            add(domain, Domain.SOCK_RAW, 17);
        }
        add(Domain.AF_PACKET, Domain.SOCK_RAW, ETH_P_ALL);
        add(Domain.AF_PACKET, Domain.SOCK_DGRAM, ETH_P_ALL);
        add(Domain.AF_INET6, Domain.SOCK_DGRAM, 0).bind(new SocketAddress.Inet6(IpAddress.ANY6, ECHO, 0, 0));
        add(Domain.AF_INET6, Domain.SOCK_DGRAM, 136).bind(new SocketAddress.Inet6(IpAddress.ANY6, ECHO, 0, 0));
    }

    private Socket open(int domain, int type, int protocol) throws NetworkException {
        Socket socket = stack.socket(domain, type, protocol, Capabilities.ALL);
        for (int name = 1; name < MOST_OPTIONS; name++) {
            int option = name;
            if (type != Domain.SOCK_STREAM && domain != Domain.AF_PACKET) {
                quietly(() -> set(socket, SOL_IP, option, 1));
                boolean only = option == IPV6_HDRINCL || option == IPV6_V6ONLY;
                quietly(() -> set(socket, SOL_IPV6, option, only ? 0 : 1));
            }
        }
        return socket;
    }

    private MessageSocket add(int domain, int type, int protocol) throws NetworkException {
        MessageSocket socket = (MessageSocket) open(domain, type, protocol);
        datagrams.add(socket);
        return socket;
    }

    private static void set(Socket socket, int level, int name, int value) throws NetworkException {
        socket.option(
                level,
                name,
                ByteBuffer.allocate(4)
                        .order(ByteOrder.nativeOrder())
                        .putInt(0, value)
                        .array());
    }

    /** Each program goes on as far as it can. */
    void work() {
        quietly(() -> {
            for (StreamSocket next = listener.accept(); next != null; next = listener.accept()) {
                streams.add(next);
            }
        });
        streams.removeIf(this::echo);
        for (int i = 0; i < datagrams.size(); i++) {
            boolean echoes = i >= datagrams.size() - 2;
            MessageSocket socket = datagrams.get(i);
            quietly(() -> receive(socket, echoes));
        }
    }

    /** Answers whether the stream has ended, and is closed. */
    private boolean echo(StreamSocket stream) {
        try {
            for (ByteBuffer in = stream.receiveBuffer(); in.hasRemaining(); in = stream.receiveBuffer()) {
                ByteBuffer out = stream.sendBuffer(in.remaining());
                int count = Math.min(in.remaining(), out.remaining());
                if (count == 0) {
                    return false;
                }
                out.put(out.position(), in, in.position(), count);
                stream.received(count);
                stream.sent(count, false);
            }
            stream.urgent();
            stream.atMark();
            if (!stream.atEnd()) {
                return false;
            }
        } catch (NetworkException e) {
            if (e.error() == NetworkError.ENOTCONN && stream.readiness() == 0) {
                return false;
            }
        }
        stream.close();
        return true;
    }

    private void receive(MessageSocket socket, boolean echoes) throws NetworkException {
        socket.takeError();
        for (MessageSocket.Message each = socket.takeErrorMessage(); each != null; each = socket.takeErrorMessage()) {
            each.control();
            each.source();
        }
        for (MessageSocket.Message each = socket.oldest(); each != null && !each.isEnd(); each = socket.oldest()) {
            message.clear().put(each.payload()).flip();
            SocketAddress from = each.source();
            each.control();
            socket.discard();
            if (echoes) {
                quietly(() -> socket.send(message, from, NO_CONTROL, 0));
            }
        }
    }

    /** Ends all programs. */
    void close() {
        listener.close();
        streams.forEach(Socket::close);
        datagrams.forEach(Socket::close);
    }

    private interface Call {
        void make() throws NetworkException;
    }

    /** What fails as on Linux is no fault. */
    private static void quietly(Call call) {
        try {
            call.make();
        } catch (NetworkException expected) {
            assert expected.error() != null;
        }
    }
}
