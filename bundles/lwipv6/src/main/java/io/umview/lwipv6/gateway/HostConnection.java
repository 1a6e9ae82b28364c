package io.umview.lwipv6.gateway;

import io.umview.lwipv6.transport.tcp.InterceptedSyn;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** A connection of the host that is being made for a guest, whose SYN waits for the outcome. */
final class HostConnection implements Runnable {
    private final TcpGateway gateway;
    private final InterceptedSyn syn;
    private final InetSocketAddress real;
    private @Nullable HostStream stream;
    private boolean cancelled;

    HostConnection(TcpGateway gateway, InterceptedSyn syn, InetSocketAddress real) {
        this.gateway = gateway;
        this.syn = syn;
        this.real = real;
    }

    /** Begins to connect. */
    @Override
    public void run() {
        if (cancelled) {
            return;
        }
        try {
            HostStream begun = gateway.sockets().connect(real);
            stream = begun;
            if (begun.isConnected()) {
                gateway.opened(this, syn, begun);
            } else {
                begun.observe(this::proceed);
            }
        } catch (HostException e) {
            fail(e);
        }
    }

    private void proceed() {
        HostStream begun = stream;
        if (cancelled || begun == null) {
            return;
        }
        try {
            if (begun.isConnected()) {
                gateway.opened(this, syn, begun);
            }
        } catch (HostException e) {
            fail(e);
        }
    }

    /** The guest has given up. */
    void cancel() {
        cancelled = true;
        closeStream();
        gateway.cancelled(this);
    }

    /** Forgets the SYN too. */
    void close() {
        cancel();
        syn.drop();
    }

    private void fail(HostException why) {
        closeStream();
        gateway.failed(this, syn, ConnectFailure.of(why.error()));
    }

    private void closeStream() {
        HostStream begun = stream;
        if (begun != null) {
            begun.close();
        }
    }
}
