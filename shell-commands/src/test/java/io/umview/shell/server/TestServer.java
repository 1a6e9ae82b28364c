package io.umview.shell.server;

import io.umview.hypervisor.Hypervisor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.felix.service.command.CommandProcessor;

/** A server as {@link ConsoleServer} makes it, but anywhere. */
public final class TestServer implements AutoCloseable {
    private final Path path;
    private final ConsoleSocket socket;

    private TestServer(Path path, ConsoleSocket socket) {
        this.path = path;
        this.socket = socket;
    }

    public static TestServer open(Path path, long pid, CommandProcessor processor, Hypervisor hypervisor)
            throws IOException {
        ConsoleSocket socket = ConsoleSocket.open(path);
        socket.start(accepted -> new Connection(accepted, pid, processor, hypervisor));
        return new TestServer(path, socket);
    }

    public boolean isOpen() {
        return Files.exists(path);
    }

    @Override
    public void close() {
        socket.close();
    }
}
