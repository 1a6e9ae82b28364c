package io.umview.lwipv6.gateway;

import io.umview.lwipv6.link.SelectorLoop;
import io.umview.lwipv6.transport.tcp.InterceptedSyn;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnsupportedAddressTypeException;
import org.jspecify.annotations.Nullable;

/** A connection of the host that is being made for a guest, whose SYN waits for the outcome. */
final class HostConnection implements SelectorLoop.Handler, Runnable {
    private final TcpGateway gateway;
    private final InterceptedSyn syn;
    private final InetSocketAddress real;
    private @Nullable SocketChannel channel;
    private boolean cancelled;

    HostConnection(TcpGateway gateway, InterceptedSyn syn, InetSocketAddress real) {
        this.gateway = gateway;
        this.syn = syn;
        this.real = real;
    }

    /** What all connections of the host are like. */
    static void prepare(SocketChannel channel) throws IOException {
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    }

    /** Begins to connect. */
    @Override
    public void run() {
        if (cancelled) {
            return;
        }
        try {
            SocketChannel opened = SocketChannel.open();
            channel = opened;
            prepare(opened);
            boolean done = opened.connect(real);
            SelectionKey key = gateway.loop().register(opened, done ? 0 : SelectionKey.OP_CONNECT, this);
            if (done) {
                gateway.opened(this, syn, opened, key);
            }
        } catch (IOException | UnsupportedAddressTypeException e) {
            fail(e);
        }
    }

    @Override
    public void ready(SelectionKey key) {
        SocketChannel opened = channel;
        if (cancelled || opened == null) {
            return;
        }
        try {
            if (opened.finishConnect()) {
                key.interestOps(0);
                gateway.opened(this, syn, opened, key);
            }
        } catch (IOException e) {
            fail(e);
        }
    }

    /** The guest has given up. */
    void cancel() {
        cancelled = true;
        closeChannel();
        gateway.cancelled(this);
    }

    /** Forgets the SYN too. */
    void close() {
        cancel();
        syn.drop();
    }

    private void fail(Exception why) {
        closeChannel();
        gateway.failed(this, syn, ConnectFailure.of(why));
    }

    private void closeChannel() {
        SocketChannel opened = channel;
        if (opened != null) {
            try {
                opened.close();
            } catch (IOException e) {
                // It is closed all the same.
            }
        }
    }
}
