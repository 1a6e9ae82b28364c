package io.umview.lwipv6.gateway;

import io.umview.lwipv6.link.SelectorLoop;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A connection of the host as the JDK has it. */
final class NioStream implements HostStream, SelectorLoop.Handler {
    private final SocketChannel channel;
    private @Nullable SelectionKey key;
    private Runnable observer = () -> {};

    NioStream(SocketChannel channel) {
        this.channel = channel;
    }

    /** The channel is registered. */
    void key(SelectionKey registered) {
        key = registered;
    }

    @Override
    public void observe(Runnable told) {
        observer = told;
    }

    @Override
    public void ready(SelectionKey ready) {
        observer.run();
    }

    @Override
    public boolean isConnected() throws HostException {
        try {
            return channel.finishConnect();
        } catch (IOException e) {
            throw NioSockets.failure(e);
        }
    }

    @Override
    public void await(boolean readable, boolean writable) {
        SelectionKey registered = Objects.requireNonNull(key);
        int operations = (readable ? SelectionKey.OP_READ : 0) | (writable ? SelectionKey.OP_WRITE : 0);
        if (registered.isValid() && registered.interestOps() != operations) {
            registered.interestOps(operations);
        }
    }

    @Override
    public int read(ByteBuffer into) throws HostException {
        try {
            return channel.read(into);
        } catch (IOException e) {
            throw NioSockets.failure(e);
        }
    }

    @Override
    public int write(ByteBuffer from) throws HostException {
        try {
            return channel.write(from);
        } catch (IOException e) {
            throw NioSockets.failure(e);
        }
    }

    @Override
    public void shutdownOutput() throws HostException {
        try {
            channel.shutdownOutput();
        } catch (IOException e) {
            throw NioSockets.failure(e);
        }
    }

    @Override
    public InetSocketAddress peer() throws HostException {
        try {
            return (InetSocketAddress) channel.getRemoteAddress();
        } catch (IOException e) {
            throw NioSockets.failure(e);
        }
    }

    @Override
    public void reset() {
        try {
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        } catch (IOException e) {
            // It has ended already.
        }
        close();
    }

    @Override
    public void close() {
        NioSockets.close(channel);
    }
}
