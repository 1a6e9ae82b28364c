package io.umview.shell.protocol;

import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/** Frames over a socket. One thread reads; any number write. */
public final class FrameChannel implements AutoCloseable {
    /** The largest payload: more than any command line needs. Output is sent in pieces. */
    public static final int LARGEST = 1 << 20;

    private static final int HEADER = Integer.BYTES + 1;

    private final SocketChannel socket;
    private final ByteBuffer header = ByteBuffer.allocate(HEADER);
    private final Object writing = new Object();

    /** Frames over a connected socket, which is closed with the channel. */
    public FrameChannel(SocketChannel socket) {
        this.socket = socket;
    }

    /** The next frame, or null at the end of the connection. */
    public @Nullable Frame read() throws IOException {
        header.clear();
        if (!fill(header)) {
            return null;
        }
        int length = header.flip().getInt();
        Frame.Type type = Frame.Type.of(header.get());
        if (type == null || length < 0 || length > LARGEST) {
            throw new ProtocolException("not a console");
        }
        ByteBuffer payload = ByteBuffer.allocate(length);
        if (!fill(payload) && length > 0) {
            throw new EOFException("the connection broke off");
        }
        return new Frame(type, payload.array());
    }

    /** @return false if the connection ended before the first byte */
    private boolean fill(ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            if (socket.read(buffer) < 0) {
                if (buffer.position() == 0) {
                    return false;
                }
                throw new EOFException("the connection broke off");
            }
        }
        return true;
    }

    /** Sends a frame. */
    public void write(Frame frame) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(HEADER + frame.payload().length);
        bytes.putInt(frame.payload().length).put(frame.type().code()).put(frame.payload());
        bytes.flip();
        synchronized (writing) {
            while (bytes.hasRemaining()) {
                socket.write(bytes);
            }
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
