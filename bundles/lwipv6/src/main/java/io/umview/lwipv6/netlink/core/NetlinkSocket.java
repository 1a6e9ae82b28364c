package io.umview.lwipv6.netlink.core;

import io.umview.lwipv6.net.NetworkError;
import io.umview.lwipv6.net.NetworkException;
import io.umview.lwipv6.netlink.message.MessageWriter;
import io.umview.lwipv6.netlink.message.Netlink;
import io.umview.lwipv6.netlink.message.NetlinkFailure;
import io.umview.lwipv6.netlink.message.Request;
import io.umview.lwipv6.socket.Domain;
import io.umview.lwipv6.socket.MessageSocket;
import io.umview.lwipv6.socket.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Deque;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A socket of netlink(7). */
public final class NetlinkSocket implements MessageSocket {
    /** What a reader's buffer holds at least, NLMSG_GOODSIZE of the kernel: dumps come in pieces of this size. */
    private static final int SMALL_BUFFER = 3776;

    private static final int LARGE_BUFFER = 32768 - 320;
    private static final int CONTROL_OF_SENDER = 32;

    private final int type;
    private final NetlinkHub.Family family;
    private final int processId;
    private final BooleanSupplier privileged;
    private final long cookie;
    private final NetlinkOptions options;
    private final BitSet groups = new BitSet();
    private final Deque<Datagram> received = new ArrayDeque<>();
    private @Nullable Dump dump;
    private int dumpSize = SMALL_BUFFER;
    private int charged;
    private int drops;
    private boolean congested;
    private int port;
    private int peerPort;
    private int peerGroups;
    private int error;
    private boolean closed;
    private int uid;
    private long inode;
    private Observer observer = Observer.NONE;

    NetlinkSocket(int type, NetlinkHub.Family family, int processId, BooleanSupplier privileged, long cookie) {
        this.type = type;
        this.family = family;
        this.processId = processId;
        this.privileged = privileged;
        this.cookie = cookie;
        this.options = new NetlinkOptions(type, family.protocol.number(), privileged);
    }

    @Override
    public int domain() {
        return Domain.AF_NETLINK;
    }

    @Override
    public int type() {
        return type;
    }

    @Override
    public int protocol() {
        return family.protocol.number();
    }

    /** Its port, 0 if it has none yet. */
    public int port() {
        return port;
    }

    /** Where it is connected to. */
    public int peerPort() {
        return peerPort;
    }

    /** The groups that it has joined; group n is bit n - 1. */
    public BitSet groups() {
        return (BitSet) groups.clone();
    }

    /** A number, not 0, that no other netlink socket of the stack has had. */
    public long cookie() {
        return cookie;
    }

    /** Says whose it is, for those who show it. */
    public void owner(int userId, long inodeNumber) {
        uid = userId;
        inode = inodeNumber;
    }

    /** The user whose it is. */
    public int uid() {
        return uid;
    }

    /** The inode that programs see at their descriptor. */
    public long inode() {
        return inode;
    }

    /** Memory in bytes that received messages occupy. */
    public int receiveMemory() {
        return charged;
    }

    /** SO_RCVBUF. */
    public int receiveBuffer() {
        return options.receiveBuffer();
    }

    /** SO_SNDBUF. */
    public int sendBuffer() {
        return options.sendBuffer();
    }

    /** Messages that were dropped for want of space. */
    public int drops() {
        return drops;
    }

    /** Whether a dump is not yet read to its end. */
    public boolean dumping() {
        return dump != null;
    }

    /** Whether an option of SOL_NETLINK is set. */
    public boolean isSet(int option) {
        return options.is(option);
    }

    /** Says how large a buffer its reader has, in bytes: pieces of a dump may be as large from now on. */
    public void readerBuffer(int bytes) {
        dumpSize = Math.max(dumpSize, Math.min(bytes, LARGE_BUFFER));
    }

    @Override
    public void bind(SocketAddress address) throws NetworkException {
        if (!(address instanceof SocketAddress.Netlink wanted)) {
            throw NetworkError.EINVAL.exception();
        }
        if (wanted.groups() != 0 && !mayListen()) {
            throw NetworkError.EPERM.exception();
        }
        if (port != 0 && wanted.port() != port) {
            throw NetworkError.EINVAL.exception();
        }
        if (port == 0) {
            claim(wanted.port());
        }
        joinAll(wanted.groups());
    }

    /** Sets the first 32 groups, of which those beyond the protocol's last are not there. */
    private void joinAll(int mask) {
        for (int bit = 0; bit < Math.min(Integer.SIZE, family.protocol.groups()); bit++) {
            groups.set(bit, (mask >>> bit & 1) != 0);
        }
    }

    private void claim(int wanted) throws NetworkException {
        int chosen = wanted == 0 ? family.freePort(processId) : wanted;
        if (!family.claim(chosen, this)) {
            throw NetworkError.EADDRINUSE.exception();
        }
        port = chosen;
    }

    @Override
    public void connect(SocketAddress address) throws NetworkException {
        if (address.family() == Domain.AF_UNSPEC) {
            peerPort = 0;
            peerGroups = 0;
            return;
        }
        if (!(address instanceof SocketAddress.Netlink peer)) {
            throw NetworkError.EINVAL.exception();
        }
        if ((peer.port() != 0 || peer.groups() != 0) && !privileged.getAsBoolean()) {
            throw NetworkError.EPERM.exception();
        }
        if (port == 0) {
            claim(0);
        }
        peerPort = peer.port();
        peerGroups = peer.groups();
    }

    @Override
    public SocketAddress localAddress() {
        int first = 0;
        for (int bit = 0; bit < Integer.SIZE; bit++) {
            first |= groups.get(bit) ? 1 << bit : 0;
        }
        return new SocketAddress.Netlink(port, first);
    }

    @Override
    public SocketAddress peerAddress() {
        return new SocketAddress.Netlink(peerPort, peerGroups);
    }

    @Override
    public void shutdown(int how) throws NetworkException {
        throw NetworkError.EOPNOTSUPP.exception();
    }

    @Override
    public void send(ByteBuffer payload, @Nullable SocketAddress destination, ByteBuffer control, int flags)
            throws NetworkException {
        if ((flags & 1) != 0) {
            throw NetworkError.EOPNOTSUPP.exception();
        }
        int toPort = peerPort;
        int toGroups = peerGroups;
        if (destination != null) {
            if (!(destination instanceof SocketAddress.Netlink to)) {
                throw NetworkError.EINVAL.exception();
            }
            toPort = to.port();
            toGroups = to.groups();
            if ((toPort != 0 || toGroups != 0) && !privileged.getAsBoolean()) {
                throw NetworkError.EPERM.exception();
            }
        }
        if (port == 0) {
            claim(0);
        }
        if (payload.remaining() > Math.min(LONGEST, options.sendBuffer() - CONTROL_OF_SENDER)) {
            throw NetworkError.EMSGSIZE.exception();
        }
        byte[] bytes = new byte[payload.remaining()];
        payload.get(payload.position(), bytes);
        if (toGroups != 0) {
            family.multicast(port, Integer.numberOfTrailingZeros(toGroups) + 1, bytes, port);
        }
        if (toPort == 0) {
            requests(ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()));
        } else {
            pass(bytes, toPort);
        }
    }

    /** To another program. */
    private void pass(byte[] bytes, int toPort) throws NetworkException {
        NetlinkSocket other = family.socket(toPort);
        if (other == null) {
            throw NetworkError.ECONNREFUSED.exception();
        }
        if (other.peerPort != 0 && other.peerPort != port) {
            throw NetworkError.ECONNREFUSED.exception();
        }
        if (!other.deliver(new Datagram(bytes, port, 0))) {
            throw NetworkError.EAGAIN.exception();
        }
    }

    /** Answers all requests that were sent at once. A message that is not whole ends them, as in the kernel. */
    private void requests(ByteBuffer messages) {
        int at = 0;
        while (messages.limit() - at >= Netlink.NLMSG_HDRLEN) {
            int length = messages.getInt(at);
            if (length < Netlink.NLMSG_HDRLEN || length > messages.limit() - at) {
                return;
            }
            ByteBuffer message = messages.slice(at, length).order(ByteOrder.nativeOrder());
            answer(new Request(
                    message.getShort(4) & 0xffff,
                    message.getShort(6) & 0xffff,
                    message.getInt(8),
                    port,
                    privileged.getAsBoolean(),
                    options.is(NetlinkOptions.NETLINK_GET_STRICT_CHK),
                    message));
            at = Math.min(messages.limit(), at + Netlink.align(length));
        }
    }

    private void answer(Request request) {
        NetlinkFailure failure = null;
        if (request.has(Netlink.NLM_F_REQUEST) && request.type() >= Netlink.NLMSG_MIN_TYPE) {
            MessageWriter answers = MessageWriter.answering(request);
            try {
                if (family.protocol.dumps(request)) {
                    begin(request, answers);
                    return;
                }
                family.protocol.handle(request, answers);
            } catch (NetlinkFailure refused) {
                failure = refused;
            }
            if (failure == null && answers.length() > 0) {
                deliver(new Datagram(answers.bytes(), 0, 0));
            }
        }
        if (failure != null || request.has(Netlink.NLM_F_ACK)) {
            MessageWriter acknowledgement = MessageWriter.answering(request);
            Acknowledgement.error(
                    request,
                    failure,
                    options.is(NetlinkOptions.NETLINK_CAP_ACK),
                    options.is(NetlinkOptions.NETLINK_EXT_ACK),
                    acknowledgement);
            deliver(new Datagram(acknowledgement.bytes(), 0, 0));
        }
    }

    /** Begins a dump. One is read to its end before another begins. */
    private void begin(Request request, MessageWriter answers) throws NetlinkFailure {
        if (dump != null) {
            throw NetlinkFailure.of(NetworkError.EBUSY);
        }
        answers.flag(Netlink.NLM_F_MULTI);
        NetlinkFailure failure = null;
        try {
            family.protocol.dump(request, answers);
        } catch (NetlinkFailure refused) {
            answers.cancel();
            failure = refused;
        }
        Acknowledgement.done(failure, options.is(NetlinkOptions.NETLINK_EXT_ACK), answers);
        dump = new Dump(answers.bytes());
        continueDump();
    }

    /** The next piece of a dump comes when all before was read, so that no dump is too large for the receive buffer. */
    private void continueDump() {
        Dump current = dump;
        if (current == null || !received.isEmpty()) {
            return;
        }
        Datagram piece = new Datagram(current.next(dumpSize), 0, 0);
        if (current.finished()) {
            dump = null;
        }
        received.add(piece);
        charged += piece.charge();
        observer.changed(this);
    }

    /**
     * Takes a datagram in, if there is room for it.
     *
     * @return false if there is not
     */
    boolean deliver(Datagram datagram) {
        if (closed) {
            return false;
        }
        if (congested || charged > options.receiveBuffer()) {
            drops++;
            if (!options.is(NetlinkOptions.NETLINK_NO_ENOBUFS) && !congested) {
                congested = true;
                error = NetworkError.ENOBUFS.number();
                observer.changed(this);
            }
            return false;
        }
        received.add(datagram);
        charged += datagram.charge();
        observer.changed(this);
        return true;
    }

    @Override
    public @Nullable Message peek() throws NetworkException {
        if (error != 0) {
            NetworkError pending = NetworkError.of(takeError());
            if (pending != null) {
                throw pending.exception();
            }
        }
        return oldest();
    }

    @Override
    public @Nullable Message oldest() {
        continueDump();
        Datagram datagram = received.peek();
        return datagram == null
                ? null
                : datagram.message(options.is(NetlinkOptions.NETLINK_PKTINFO), options.passCredentials());
    }

    @Override
    public void discard() {
        Datagram datagram = received.poll();
        if (datagram != null) {
            charged -= datagram.charge();
        }
        if (received.isEmpty()) {
            congested = false;
            continueDump();
        }
    }

    @Override
    public @Nullable Message takeErrorMessage() {
        return null;
    }

    @Override
    public int nextLength() {
        Datagram datagram = received.peek();
        return datagram == null ? 0 : datagram.bytes().length;
    }

    @Override
    public byte[] option(int level, int name, int length) throws NetworkException {
        if (NetlinkOptions.isSocketLevel(level)) {
            return options.socket(name, length);
        }
        if (level != NetlinkOptions.SOL_NETLINK) {
            throw NetworkError.ENOPROTOOPT.exception();
        }
        return name == NetlinkOptions.NETLINK_LIST_MEMBERSHIPS ? memberships(length) : options.netlink(name, length);
    }

    /** One bit for each group, in whole 32-bit numbers. */
    private byte[] memberships(int length) {
        int words = (family.protocol.groups() + 31) / 32;
        ByteBuffer bits = ByteBuffer.allocate(words * 4).order(ByteOrder.nativeOrder());
        for (int bit = groups.nextSetBit(0); bit >= 0; bit = groups.nextSetBit(bit + 1)) {
            bits.putInt(bit / 32 * 4, bits.getInt(bit / 32 * 4) | 1 << bit % 32);
        }
        return length >= words * 4 ? bits.array() : Arrays.copyOf(bits.array(), Math.max(0, length) & ~3);
    }

    @Override
    public void option(int level, int name, byte[] value) throws NetworkException {
        if (NetlinkOptions.isSocketLevel(level)) {
            options.socket(name, value);
            return;
        }
        if (level != NetlinkOptions.SOL_NETLINK) {
            throw NetworkError.ENOPROTOOPT.exception();
        }
        switch (name) {
            case NetlinkOptions.NETLINK_ADD_MEMBERSHIP, NetlinkOptions.NETLINK_DROP_MEMBERSHIP -> {
                if (!mayListen()) {
                    throw NetworkError.EPERM.exception();
                }
                int group = NetlinkOptions.integer(value);
                if (group <= 0 || group > family.protocol.groups()) {
                    throw NetworkError.EINVAL.exception();
                }
                groups.set(group - 1, name == NetlinkOptions.NETLINK_ADD_MEMBERSHIP);
            }
            default -> options.netlink(name, value);
        }
    }

    private boolean mayListen() {
        return family.protocol.mayListen() || privileged.getAsBoolean();
    }

    boolean member(int group) {
        return group > 0 && groups.get(group - 1);
    }

    @Override
    public int readiness() {
        return POLLOUT | (received.isEmpty() && dump == null ? 0 : POLLIN) | (error == 0 ? 0 : POLLERR);
    }

    @Override
    public int takeError() {
        int pending = error;
        error = 0;
        return pending;
    }

    @Override
    public void observe(Observer who) {
        observer = who;
    }

    @Override
    public void close() {
        closed = true;
        family.remove(this);
        received.clear();
        dump = null;
        charged = 0;
        observer = Observer.NONE;
    }
}
