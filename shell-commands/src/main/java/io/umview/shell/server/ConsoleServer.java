package io.umview.shell.server;

import io.umview.hypervisor.Hypervisor;
import io.umview.shell.protocol.SocketFolder;
import java.io.IOException;
import org.apache.felix.service.command.CommandProcessor;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Listens from the moment that there is a hypervisor. Its socket is gone when the hypervisor's service is. */
@Component(service = {})
public final class ConsoleServer {
    private static final Logger LOG = LoggerFactory.getLogger(ConsoleServer.class);

    private final @Nullable ConsoleSocket socket;

    /** Begins to listen. A console that cannot be opened is no reason to end the guests. */
    @Activate
    public ConsoleServer(@Reference CommandProcessor processor, @Reference Hypervisor hypervisor) {
        socket = open(processor, hypervisor);
    }

    private static @Nullable ConsoleSocket open(CommandProcessor processor, Hypervisor hypervisor) {
        try {
            long pid = ProcessHandle.current().pid();
            ConsoleSocket opened =
                    ConsoleSocket.open(SocketFolder.ofThisProcess().create(pid));
            opened.start(accepted -> new Connection(accepted, pid, processor, hypervisor));
            return opened;
        } catch (IOException | UnsupportedOperationException e) {
            LOG.warn("no console: {}", e.getMessage());
            return null;
        }
    }

    /** Ends all sessions. */
    @Deactivate
    public void close() {
        if (socket != null) {
            socket.close();
        }
    }
}
