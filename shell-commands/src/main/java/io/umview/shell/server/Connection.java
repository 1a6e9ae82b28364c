package io.umview.shell.server;

import io.umview.hypervisor.Hypervisor;
import io.umview.shell.protocol.Candidate;
import io.umview.shell.protocol.Frame;
import io.umview.shell.protocol.FrameChannel;
import io.umview.shell.protocol.Greeting;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.apache.felix.service.command.CommandProcessor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A client. One thread hears what it wants, one runs its commands, one sends the answers. */
final class Connection implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);

    private final FrameChannel channel;
    private final long pid;
    private final Hypervisor hypervisor;
    private final Outbox outbox;
    private final Shell shell;
    private final Completion completion;
    private final ExecutorService commands = Executors.newSingleThreadExecutor(action -> daemon(action, "commands"));

    Connection(SocketChannel socket, long pid, CommandProcessor processor, Hypervisor hypervisor) {
        this.channel = new FrameChannel(socket);
        this.pid = pid;
        this.hypervisor = hypervisor;
        this.outbox = new Outbox(channel);
        this.shell = new Shell(processor, outbox.stream(Frame.Type.OUT), outbox.stream(Frame.Type.ERR));
        this.completion = new Completion(hypervisor);
    }

    private static Thread daemon(Runnable action, String name) {
        Thread thread = new Thread(action, "umview-console-" + name);
        thread.setDaemon(true);
        return thread;
    }

    /** Serves the client until it leaves. */
    void start(Runnable atEnd) {
        daemon(outbox, "sender").start();
        daemon(() -> serve(atEnd), "reader").start();
    }

    private void serve(Runnable atEnd) {
        try {
            outbox.send(greeting().frame());
            Frame frame = channel.read();
            while (frame != null) {
                serve(frame);
                frame = channel.read();
            }
        } catch (IOException | RejectedExecutionException e) {
            LOG.debug("a client of the console left: {}", e.getMessage());
        } finally {
            close();
            atEnd.run();
        }
    }

    private Greeting greeting() {
        return new Greeting(
                Greeting.VERSION,
                pid,
                hypervisor.views().stream()
                        .map(view -> new Greeting.View(view.id(), view.processes(), view.name()))
                        .toList());
    }

    private void serve(Frame frame) throws IOException {
        switch (frame.type()) {
            case ATTACH -> shell.attach(frame.text());
            case RUN -> {
                shell.expect();
                commands.execute(() -> run(frame.text()));
            }
            case INTERRUPT -> shell.interrupt();
            case COMPLETE -> outbox.send(Candidate.frame(completion.candidates(shell.session(), frame.text())));
            default -> throw new IOException("not a client");
        }
    }

    private void run(String line) {
        try {
            outbox.send(shell.run(line).frame());
        } catch (IOException e) {
            close();
        }
    }

    @Override
    public void close() {
        shell.close();
        commands.shutdown();
        outbox.close();
        try {
            channel.close();
        } catch (IOException e) {
            LOG.debug("cannot close a connection of the console", e);
        }
    }
}
