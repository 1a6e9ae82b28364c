package io.umview.shell.server;

import io.umview.shell.protocol.Frame;
import io.umview.shell.protocol.FrameChannel;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * What goes to a client. A thread of its own writes it, because the threads of commands can be interrupted, and a thread that is
 * interrupted while it writes to a socket closes it. Who has more to say than the client reads, waits.
 */
final class Outbox implements Runnable {
    private static final int CAPACITY = 64;
    private static final int CHUNK = 16 * 1024;
    private static final long PATIENCE = 100;

    private final FrameChannel channel;
    private final BlockingQueue<Frame> frames = new ArrayBlockingQueue<>(CAPACITY);
    private volatile boolean closed;

    Outbox(FrameChannel channel) {
        this.channel = channel;
    }

    /** Writes until the outbox is closed, or the client is gone. */
    @Override
    public void run() {
        try {
            while (!closed) {
                Frame frame = frames.poll(PATIENCE, TimeUnit.MILLISECONDS);
                if (frame != null) {
                    channel.write(frame);
                }
            }
        } catch (IOException e) {
            // The client is gone; its connection sees that too.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            closed = true;
        }
    }

    /** Sends a frame; fails when nobody will read it. */
    void send(Frame frame) throws IOException {
        try {
            while (!frames.offer(frame, PATIENCE, TimeUnit.MILLISECONDS)) {
                if (closed) {
                    break;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException();
        }
        if (closed) {
            throw new IOException("the connection ended");
        }
    }

    void close() {
        closed = true;
    }

    /** A stream whose bytes are sent as frames of a type. */
    OutputStream stream(Frame.Type type) {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                send(new Frame(type, new byte[] {(byte) b}));
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                for (int at = offset; at < offset + length; at += CHUNK) {
                    send(new Frame(type, Arrays.copyOfRange(bytes, at, Math.min(at + CHUNK, offset + length))));
                }
            }
        };
    }
}
