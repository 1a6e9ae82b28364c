package io.umview.lwipv6.gateway;

import io.umview.lwipv6.buffer.Packet;
import io.umview.lwipv6.link.SelectorLoop;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import org.jspecify.annotations.Nullable;

/** A socket of the host for UDP as the JDK has it. */
final class NioDatagrams implements HostDatagrams, SelectorLoop.Handler {
    private final DatagramChannel channel;
    private Runnable observer = () -> {};

    NioDatagrams(DatagramChannel channel) {
        this.channel = channel;
    }

    @Override
    public void observe(Runnable told) {
        observer = told;
    }

    @Override
    public void ready(SelectionKey key) {
        observer.run();
    }

    @Override
    public void connect(InetSocketAddress address) throws HostException {
        try {
            channel.connect(address);
        } catch (IOException | RuntimeException e) {
            throw NioSockets.failure(e);
        }
    }

    @Override
    public boolean send(Packet payload, InetSocketAddress to) throws HostException {
        ByteBuffer memory = payload.memory();
        memory.limit(payload.headroom() + payload.length()).position(payload.headroom());
        try {
            return channel.send(memory, to) > 0 || payload.length() == 0;
        } catch (IOException e) {
            throw NioSockets.failure(e);
        } finally {
            memory.clear();
        }
    }

    @Override
    public @Nullable InetSocketAddress receive(ByteBuffer into) throws HostException {
        try {
            return (InetSocketAddress) channel.receive(into);
        } catch (IOException e) {
            throw NioSockets.failure(e);
        }
    }

    @Override
    public void close() {
        NioSockets.close(channel);
    }
}
