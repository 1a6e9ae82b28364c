package io.umview.lwipv6.gateway;

import io.umview.lwipv6.link.SelectorLoop;
import io.umview.lwipv6.net.NetworkError;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.Channel;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Sockets of the host as the JDK has them. */
final class NioSockets implements HostSockets {
    private final SelectorLoop loop;

    /** @param loop the gateway's */
    NioSockets(SelectorLoop loop) {
        this.loop = loop;
    }

    @Override
    public HostStream connect(InetSocketAddress address) throws HostException {
        SocketChannel channel = null;
        try {
            channel = SocketChannel.open();
            prepare(channel);
            boolean done = channel.connect(address);
            NioStream stream = new NioStream(channel);
            stream.key(loop.register(channel, done ? 0 : SelectionKey.OP_CONNECT, stream));
            return stream;
        } catch (IOException | RuntimeException e) {
            close(channel);
            throw failure(e);
        }
    }

    private static void prepare(SocketChannel channel) throws IOException {
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    }

    @Override
    public HostSocket listen(InetSocketAddress address, Consumer<HostStream> accepted) throws HostException {
        ServerSocketChannel server = null;
        try {
            server = ServerSocketChannel.open();
            ServerSocketChannel opened = server;
            server.bind(address);
            server.configureBlocking(false);
            loop.register(server, SelectionKey.OP_ACCEPT, key -> accept(opened, accepted));
            return () -> close(opened);
        } catch (IOException | RuntimeException e) {
            close(server);
            throw failure(e);
        }
    }

    private void accept(ServerSocketChannel server, Consumer<HostStream> accepted) {
        SocketChannel channel = null;
        try {
            channel = server.accept();
            if (channel == null) {
                return;
            }
            prepare(channel);
            NioStream stream = new NioStream(channel);
            stream.key(loop.register(channel, 0, stream));
            accepted.accept(stream);
        } catch (IOException e) {
            // Nobody there any more.
            close(channel);
        }
    }

    @Override
    public HostDatagrams datagrams(boolean v4, @Nullable InetSocketAddress local) throws HostException {
        DatagramChannel channel = null;
        try {
            channel = DatagramChannel.open(v4 ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6);
            channel.configureBlocking(false);
            channel.bind(local);
            NioDatagrams datagrams = new NioDatagrams(channel);
            loop.register(channel, SelectionKey.OP_READ, datagrams);
            return datagrams;
        } catch (IOException | RuntimeException e) {
            close(channel);
            throw failure(e);
        }
    }

    static void close(@Nullable Channel channel) {
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException e) {
                // It is closed all the same.
            }
        }
    }

    /** The errno, as far as it shows through Java's exceptions. */
    static HostException failure(Exception e) {
        NetworkError error;
        String message = String.valueOf(e.getMessage());
        if (e instanceof NoRouteToHostException) {
            error = NetworkError.EHOSTUNREACH;
        } else if (e instanceof BindException) {
            error = message.contains("in use") ? NetworkError.EADDRINUSE : NetworkError.EACCES;
        } else if (e instanceof ConnectException) {
            // NIO throws it for ECONNREFUSED and ETIMEDOUT, with the message of strerror(3).
            error = message.contains("timed out") ? NetworkError.ETIMEDOUT : NetworkError.ECONNREFUSED;
        } else {
            error = NetworkError.ENETUNREACH;
        }
        return new HostException(error, message);
    }
}
