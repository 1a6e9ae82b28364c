package io.umview.shell.server;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A listening socket that only its owner can connect to, in a folder that is its owner's alone. */
final class ConsoleSocket implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ConsoleSocket.class);

    private final Path path;
    private final ServerSocketChannel channel;
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();

    private ConsoleSocket(Path path, ServerSocketChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    static ConsoleSocket open(Path path) throws IOException {
        // A hypervisor with the same pid, long gone, may have left its own.
        Files.deleteIfExists(path);
        ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.bind(UnixDomainSocketAddress.of(path));
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
        } catch (IOException e) {
            channel.close();
            throw new IOException(path + ": " + e.getMessage(), e);
        }
        return new ConsoleSocket(path, channel);
    }

    /** Serves whoever connects, until the socket is closed. */
    void start(Function<SocketChannel, Connection> connector) {
        Thread thread = new Thread(() -> accept(connector), "umview-console");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept(Function<SocketChannel, Connection> connector) {
        while (channel.isOpen()) {
            try {
                Connection connection = connector.apply(channel.accept());
                connections.add(connection);
                connection.start(() -> connections.remove(connection));
            } catch (IOException e) {
                if (channel.isOpen()) {
                    LOG.warn("the console ends: {}", e.getMessage());
                    close();
                }
            }
        }
        // One may have come while the others were closed.
        connections.forEach(Connection::close);
    }

    @Override
    public void close() {
        try {
            channel.close();
            Files.deleteIfExists(path);
        } catch (IOException e) {
            LOG.warn("cannot remove {}: {}", path, e.getMessage());
        }
        connections.forEach(Connection::close);
    }
}
