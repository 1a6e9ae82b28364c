package io.umview.lwipv6.socket;

import io.umview.lwipv6.net.NetworkError;
import io.umview.lwipv6.net.NetworkException;
import io.umview.lwipv6.time.TimerWheel;
import org.jspecify.annotations.Nullable;

/** What all sockets have: options of SOL_SOCKET, a pending error, an observer, an owner. */
public abstract class BaseSocket implements Socket {
    private final Host host;
    private final Capabilities capabilities;
    private final int domain;
    private final int type;
    private final int protocol;
    private final SocketOptions options;
    private Observer observer = Observer.NONE;
    private @Nullable NetworkError error;
    private int uid;
    private long inode;

    /**
     * A socket.
     *
     * @param protocol as SO_PROTOCOL gives it
     * @param sendBuffer SO_SNDBUF at first
     * @param receiveBuffer SO_RCVBUF at first
     */
    protected BaseSocket(
            Host host,
            Capabilities capabilities,
            int domain,
            int type,
            int protocol,
            int sendBuffer,
            int receiveBuffer) {
        this.host = host;
        this.capabilities = capabilities;
        this.domain = domain;
        this.type = type;
        this.protocol = protocol;
        this.options = new SocketOptions(this, sendBuffer, receiveBuffer);
    }

    @Override
    public final int domain() {
        return domain;
    }

    @Override
    public final int type() {
        return type;
    }

    @Override
    public int protocol() {
        return protocol;
    }

    /** The stack that it is in. */
    public final Host host() {
        return host;
    }

    /** Timers of the stack. */
    protected final TimerWheel timers() {
        return host.timers();
    }

    /** The options of level SOL_SOCKET. */
    public final SocketOptions options() {
        return options;
    }

    /** Whether its program has a capability now. */
    public final boolean may(Capability capability) {
        return capabilities.has(capability);
    }

    /** Fails with EPERM without a capability. */
    protected final void require(Capability capability) throws NetworkException {
        if (!capabilities.has(capability)) {
            throw NetworkError.EPERM.exception();
        }
    }

    /** What its program may do. */
    protected final Capabilities capabilities() {
        return capabilities;
    }

    @Override
    public final void owner(int user, long number) {
        uid = user;
        inode = number;
    }

    /** The user that it belongs to. */
    public final int uid() {
        return uid;
    }

    /** The number of the inode by which programs know it. */
    public final long inode() {
        return inode;
    }

    @Override
    public final byte[] option(int level, int name, int length) throws NetworkException {
        if (length < 0) {
            throw NetworkError.EINVAL.exception();
        }
        return level == SocketOption.SOL_SOCKET ? options.get(name, length) : protocolOption(level, name, length);
    }

    @Override
    public final void option(int level, int name, byte[] value) throws NetworkException {
        if (level == SocketOption.SOL_SOCKET) {
            options.set(name, value);
        } else {
            protocolOption(level, name, value);
        }
        optionChanged(level, name);
    }

    /** getsockopt(2) at another level than SOL_SOCKET. */
    protected byte[] protocolOption(int level, int name, int length) throws NetworkException {
        throw NetworkError.EOPNOTSUPP.exception();
    }

    /** setsockopt(2) at another level than SOL_SOCKET. */
    protected void protocolOption(int level, int name, byte[] value) throws NetworkException {
        throw NetworkError.ENOPROTOOPT.exception();
    }

    /** An option was set; a protocol that acts on it at once overrides this. */
    protected void optionChanged(int level, int name) {}

    /** SO_RCVLOWAT was set. */
    protected void receiveLowWater(int bytes) {
        options.receiveLowWater(bytes);
    }

    /** SO_PEEK_OFF: EOPNOTSUPP for those that have none. */
    protected void checkPeekOffset() throws NetworkException {
        throw NetworkError.EOPNOTSUPP.exception();
    }

    /**
     * SO_ATTACH_FILTER.
     *
     * @param program struct sock_filter after struct sock_filter, native byte order
     */
    protected void attachFilter(byte[] program) throws NetworkException {
        throw NetworkError.EOPNOTSUPP.exception();
    }

    /** SO_DETACH_FILTER: ENOENT if there is none. */
    protected void detachFilter() throws NetworkException {
        throw NetworkError.ENOENT.exception();
    }

    /** SO_GET_FILTER: what was attached, empty if nothing is. */
    protected byte[] filter() {
        return new byte[0];
    }

    /** SO_ATTACH_REUSEPORT_CBPF, as {@link #attachFilter}. */
    protected void attachReusePortFilter(byte[] program) throws NetworkException {
        throw NetworkError.EOPNOTSUPP.exception();
    }

    /** SO_DETACH_REUSEPORT_BPF. */
    protected void detachReusePortFilter() throws NetworkException {
        throw NetworkError.EINVAL.exception();
    }

    /** Whether it is of AF_INET or AF_INET6. */
    final boolean isInet() {
        return domain == Domain.AF_INET || domain == Domain.AF_INET6;
    }

    /** SO_ACCEPTCONN. */
    protected boolean listening() {
        return false;
    }

    /** Whether it has a peer. */
    protected boolean connected() {
        return false;
    }

    /** Bytes of memory of what was received and is not read yet. */
    protected int receiveAllocated() {
        return 0;
    }

    /** Bytes of memory of what is to be sent. */
    protected int sendAllocated() {
        return 0;
    }

    /** Packets that were dropped because the receive buffer was full. */
    protected int drops() {
        return 0;
    }

    /** Makes an error pending, and tells the observer. */
    protected final void fail(NetworkError reason) {
        error = reason;
        changed();
    }

    /** Puts another error in the place of the pending one, or none. */
    protected final void replacePending(@Nullable NetworkError reason) {
        error = reason;
    }

    /** The pending error, which stays so. */
    protected final @Nullable NetworkError pendingError() {
        return error;
    }

    /** Throws the pending error, which is no longer pending then. */
    protected final void throwPending() throws NetworkException {
        NetworkError pending = error;
        if (pending != null) {
            error = null;
            throw pending.exception();
        }
    }

    @Override
    public int takeError() {
        NetworkError pending = error;
        error = null;
        return pending == null ? 0 : pending.number();
    }

    @Override
    public final void observe(Observer who) {
        observer = who;
    }

    /** Tells the observer that readiness may have changed. */
    protected final void changed() {
        observer.changed(this);
    }
}
