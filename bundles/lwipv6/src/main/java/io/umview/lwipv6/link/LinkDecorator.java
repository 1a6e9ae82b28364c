package io.umview.lwipv6.link;

import io.umview.lwipv6.buffer.Packet;
import io.umview.lwipv6.buffer.PacketPool;
import org.jspecify.annotations.Nullable;

/** A link that is another link, and something besides: subclasses look at, or change, what goes through. */
public abstract class LinkDecorator implements Link, Link.Receiver {
    private final Link link;
    private @Nullable Receiver receiver;

    /** Puts itself in front of a link that is not yet open. */
    protected LinkDecorator(Link link) {
        this.link = link;
    }

    /** Who gets the packets in the end; once the link is open. */
    protected final Receiver receiver() {
        Receiver to = receiver;
        if (to == null) {
            throw new IllegalStateException("not open");
        }
        return to;
    }

    @Override
    public Framing framing() {
        return link.framing();
    }

    @Override
    public int mtu() {
        return link.mtu();
    }

    @Override
    public boolean mtu(int bytes) {
        return link.mtu(bytes);
    }

    @Override
    public Offload offload() {
        return link.offload();
    }

    @Override
    public void open(Receiver to) {
        receiver = to;
        link.open(this);
    }

    @Override
    public boolean send(Packet packet) {
        return link.send(packet);
    }

    @Override
    public void flush() {
        link.flush();
    }

    @Override
    public boolean carrier() {
        return link.carrier();
    }

    @Override
    public void promiscuous(boolean on) {
        link.promiscuous(on);
    }

    @Override
    public void close() {
        link.close();
    }

    @Override
    public PacketPool pool() {
        return receiver().pool();
    }

    @Override
    public EventLoop loop() {
        return receiver().loop();
    }

    @Override
    public void receive(Packet packet) {
        receiver().receive(packet);
    }

    @Override
    public void received() {
        receiver().received();
    }

    @Override
    public void carrierChanged() {
        receiver().carrierChanged();
    }
}
