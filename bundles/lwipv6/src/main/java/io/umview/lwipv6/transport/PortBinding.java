package io.umview.lwipv6.transport;

import io.umview.lwipv6.wire.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * What a socket holds of a {@link PortTable}: a local address and port, and how far it shares them. Set up first, then bound; but
 * {@link #reuseAddress}, {@link #reusePort}, {@link #listening} and {@link #boundInterface} may change while it is bound, as in Linux.
 */
public final class PortBinding {
    private IpAddress address = IpAddress.ANY6;
    private boolean v6Only;
    private boolean reuseAddress;
    private boolean reusePort;
    private boolean listening;
    private int boundInterface;
    private int user;
    private @Nullable Object owner;

    /** The port that it is bound to, with everything else that is bound there. */
    PortTable.@Nullable Port port;

    /** It got its port from connect(2), which other connections elsewhere may share. */
    boolean shared;

    private int number;

    @Nullable
    PortBinding previous;

    @Nullable
    PortBinding next;

    /** A binding of what is to be found by {@link #owner}. */
    public PortBinding(@Nullable Object owner) {
        this.owner = owner;
    }

    /** Whom it belongs to. */
    public @Nullable Object owner() {
        return owner;
    }

    /** Gives it to another owner: a connection that has ended leaves it to its TIME_WAIT. */
    public void owner(@Nullable Object heir) {
        owner = heir;
    }

    /** The local address; {@link IpAddress#ANY6} is every address of both families, unless {@link #v6Only}. */
    public IpAddress address() {
        return address;
    }

    /** Sets the local address. */
    public void address(IpAddress local) {
        address = local;
    }

    /** The local port, or 0 if it is not bound. */
    public int number() {
        return number;
    }

    void number(int value) {
        number = value;
    }

    /** Whether it is bound. */
    public boolean bound() {
        return port != null;
    }

    /** Whether {@code ::} leaves out IPv4 (IPV6_V6ONLY). */
    public boolean v6Only() {
        return v6Only;
    }

    /** Sets IPV6_V6ONLY. */
    public void v6Only(boolean only) {
        v6Only = only;
    }

    /** SO_REUSEADDR. */
    public boolean reuseAddress() {
        return reuseAddress;
    }

    /** Sets SO_REUSEADDR. */
    public void reuseAddress(boolean reuse) {
        reuseAddress = reuse;
    }

    /** SO_REUSEPORT. */
    public boolean reusePort() {
        return reusePort;
    }

    /** Sets SO_REUSEPORT. */
    public void reusePort(boolean reuse) {
        reusePort = reuse;
    }

    /** Whether connections are taken: nobody else may listen, not even with SO_REUSEADDR. */
    public boolean listening() {
        return listening;
    }

    /** Says that connections are taken no longer. */
    public void deaf() {
        listening = false;
    }

    void listening(boolean on) {
        listening = on;
    }

    /** The interface (SO_BINDTODEVICE) that it is for, or 0 for all. */
    public int boundInterface() {
        return boundInterface;
    }

    /** Sets the interface that it is for. */
    public void boundInterface(int index) {
        boundInterface = index;
    }

    /** The effective user: SO_REUSEPORT is among sockets of one user. */
    public int user() {
        return user;
    }

    /** Sets the effective user. */
    public void user(int uid) {
        user = uid;
    }

    /** The next one that is bound to the same port. */
    public @Nullable PortBinding next() {
        return next;
    }
}
