package io.umview.shell.client;

import io.umview.shell.protocol.Candidate;
import io.umview.shell.protocol.Frame;
import io.umview.shell.protocol.FrameChannel;
import io.umview.shell.protocol.Greeting;
import io.umview.shell.protocol.Outcome;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ProtocolException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** A connection to a console. */
final class Console implements AutoCloseable {
    private final FrameChannel channel;
    private final Greeting greeting;
    private final BlockingQueue<Optional<Frame>> answers = new LinkedBlockingQueue<>();
    private volatile boolean ended;

    private Console(FrameChannel channel, Greeting greeting) {
        this.channel = channel;
        this.greeting = greeting;
    }

    /** Connects; fails with a ConnectException when nobody listens. */
    static Console open(Path socket) throws IOException {
        FrameChannel channel = new FrameChannel(SocketChannel.open(UnixDomainSocketAddress.of(socket)));
        try {
            Frame first = channel.read();
            if (first == null) {
                throw new EOFException("the console ended");
            }
            Greeting greeting = Greeting.of(first);
            if (greeting.version() != Greeting.VERSION) {
                throw new ProtocolException("umview " + greeting.pid() + " is of another version");
            }
            return new Console(channel, greeting);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    Greeting greeting() {
        return greeting;
    }

    /** Passes on what commands print, from now on; {@code atEnd} runs when the hypervisor ends. */
    void listen(OutputStream out, OutputStream err, Runnable atEnd) {
        Thread thread = new Thread(
                () -> {
                    listen(out, err);
                    ended = true;
                    answers.add(Optional.empty());
                    atEnd.run();
                },
                "console");
        thread.setDaemon(true);
        thread.start();
    }

    private void listen(OutputStream out, OutputStream err) {
        try {
            for (Frame frame = channel.read(); frame != null; frame = channel.read()) {
                switch (frame.type()) {
                    case OUT -> print(out, frame);
                    case ERR -> print(err, frame);
                    default -> answers.add(Optional.of(frame));
                }
            }
        } catch (IOException e) {
            // It ended without a farewell, or nobody reads what is printed any more.
            ended = true;
        }
    }

    private static void print(OutputStream stream, Frame frame) throws IOException {
        stream.write(frame.payload());
        stream.flush();
    }

    boolean hasEnded() {
        return ended;
    }

    void attach(int view) throws IOException {
        channel.write(Frame.of(Frame.Type.ATTACH, Integer.toString(view)));
    }

    /** Runs a command line to its end. */
    Outcome run(String line) throws IOException {
        channel.write(Frame.of(Frame.Type.RUN, line));
        return Outcome.of(answer(Frame.Type.DONE));
    }

    /** Ends the command that runs. */
    void interrupt() {
        try {
            channel.write(Frame.of(Frame.Type.INTERRUPT, ""));
        } catch (IOException e) {
            // With the connection the command has ended too.
            ended = true;
        }
    }

    /** The words that could stand in place of the last one of a line. */
    List<Candidate> complete(String line) throws IOException {
        channel.write(Frame.of(Frame.Type.COMPLETE, line));
        return Candidate.of(answer(Frame.Type.CANDIDATES));
    }

    private Frame answer(Frame.Type type) throws IOException {
        try {
            Optional<Frame> answer = ended && answers.isEmpty() ? Optional.empty() : answers.take();
            if (answer.isEmpty()) {
                throw new EOFException("umview " + greeting.pid() + " has ended");
            }
            if (answer.get().type() != type) {
                throw new ProtocolException("not a console");
            }
            return answer.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EOFException("umview " + greeting.pid() + " has ended");
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
