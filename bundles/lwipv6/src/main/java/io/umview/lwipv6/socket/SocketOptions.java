package io.umview.lwipv6.socket;

import static io.umview.lwipv6.socket.SocketOption.*;

import io.umview.lwipv6.net.NetworkError;
import io.umview.lwipv6.net.NetworkException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The options of level SOL_SOCKET: socket(7), and where that is silent what Linux 6.18 does (net/core/sock.c). */
public final class SocketOptions {
    private static final int LEAST_SEND_BUFFER = 4608;
    private static final int LEAST_RECEIVE_BUFFER = 2304;
    private static final int INTERFACE_NAME = 16;
    private static final int TIMEVAL = 16;

    /** SKF_AD_MAX of linux/filter.h: the extensions that filters may use. */
    private static final int BPF_EXTENSIONS = 64;

    /** What a linger time is that does not fit: MAX_SCHEDULE_TIMEOUT / HZ, with 250 Hz, in an int. */
    private static final int LINGER_FOREVER = (int) (Long.MAX_VALUE / 250);

    private static final int TIMESTAMPING_MASK = (1 << 19) - 1;
    private static final int TIMESTAMPING_OPT_ID = 1 << 7;
    private static final int TIMESTAMPING_OPT_TSONLY = 1 << 11;
    private static final int TIMESTAMPING_OPT_STATS = 1 << 12;
    private static final int TIMESTAMPING_BIND_PHC = 1 << 15;
    private static final int TIMESTAMPING_OPT_ID_TCP = 1 << 16;

    private final BaseSocket socket;
    private final OptionFlags flags = new OptionFlags();
    private final long cookie;
    private int sendBuffer;
    private int receiveBuffer;
    private int bufferLock;
    private int priority;
    private int mark;
    private int lingerSeconds;
    private int receiveLowWater = 1;
    private long receiveTimeout = -1;
    private long sendTimeout = -1;
    private int boundInterface;
    private int peekOffset = -1;
    private int incomingCpu = -1;
    private int busyPoll;
    private long pacingRate = -1;
    private boolean timestamp;
    private boolean timestampNanos;
    private boolean timestampNew;
    private int timestamping;
    private int busyPollBudget;
    private boolean rehash = true;

    SocketOptions(BaseSocket socket, int sendBuffer, int receiveBuffer) {
        this.socket = socket;
        this.sendBuffer = sendBuffer;
        this.receiveBuffer = receiveBuffer;
        this.cookie = socket.host().cookie();
    }

    /** An option that is on or off: SO_REUSEADDR, SO_REUSEPORT, SO_BROADCAST, SO_KEEPALIVE, SO_OOBINLINE, SO_DONTROUTE and others. */
    public boolean is(int name) {
        return flags.get(name);
    }

    /** Turns an option on or off. */
    void set(int name, boolean on) {
        flags.set(name, on);
    }

    /** SO_SNDBUF in bytes, as getsockopt(2) gives it: twice what was asked for. */
    public int sendBuffer() {
        return sendBuffer;
    }

    /** SO_RCVBUF in bytes, as getsockopt(2) gives it: twice what was asked for. */
    public int receiveBuffer() {
        return receiveBuffer;
    }

    /** Sets SO_SNDBUF where the program has not: automatic tuning. */
    public void tuneSendBuffer(int bytes) {
        sendBuffer = bytes;
    }

    /** Sets SO_RCVBUF where the program has not: automatic tuning. */
    public void tuneReceiveBuffer(int bytes) {
        receiveBuffer = bytes;
    }

    /** Whether the program has set the send buffer (SOCK_SNDBUF_LOCK), so that it is not tuned. */
    public boolean sendBufferLocked() {
        return (bufferLock & 1) != 0;
    }

    /** Whether the program has set the receive buffer (SOCK_RCVBUF_LOCK), so that it is not tuned. */
    public boolean receiveBufferLocked() {
        return (bufferLock & 2) != 0;
    }

    /** SO_PRIORITY. */
    public int priority() {
        return priority;
    }

    /** SO_MARK. */
    public int mark() {
        return mark;
    }

    /** Seconds of SO_LINGER, or -1 if it is off. */
    public int linger() {
        return flags.get(SO_LINGER) ? lingerSeconds & Integer.MAX_VALUE : -1;
    }

    /** SO_RCVLOWAT in bytes, at least 1. */
    public int receiveLowWater() {
        return receiveLowWater;
    }

    /** Sets SO_RCVLOWAT, for protocols that limit it. */
    void receiveLowWater(int bytes) {
        receiveLowWater = bytes;
    }

    /** SO_RCVTIMEO in microseconds: 0 does not wait at all, -1 for ever. */
    public long receiveTimeout() {
        return receiveTimeout;
    }

    /** SO_SNDTIMEO in microseconds: 0 does not wait at all, -1 for ever. */
    public long sendTimeout() {
        return sendTimeout;
    }

    /** Index of the interface of SO_BINDTODEVICE or SO_BINDTOIFINDEX, or 0. */
    public int boundInterface() {
        return boundInterface;
    }

    /** Binds to an interface as bind(2) with a scope does. */
    public void boundInterface(int index) {
        boundInterface = index;
    }

    /** SO_PEEK_OFF in bytes, or a negative number: not set. */
    public int peekOffset() {
        return peekOffset;
    }

    /** Moves SO_PEEK_OFF. */
    void peekOffset(int bytes) {
        peekOffset = bytes;
    }

    /** SO_MAX_PACING_RATE in bytes per second, unsigned. */
    public long pacingRate() {
        return pacingRate;
    }

    /** Whether received packets are to come with a time stamp (SO_TIMESTAMP, SO_TIMESTAMPNS, old or new). */
    public boolean timestamp() {
        return timestamp;
    }

    /** The number of the ancillary message for a time stamp, which is that of the option. */
    public int timestampMessage() {
        if (timestampNanos) {
            return timestampNew ? SO_TIMESTAMPNS_NEW : SO_TIMESTAMPNS_OLD;
        }
        return timestampNew ? SO_TIMESTAMP_NEW : SO_TIMESTAMP_OLD;
    }

    /** Whether time stamps are in nanoseconds. */
    public boolean timestampNanos() {
        return timestampNanos;
    }

    /** SOF_TIMESTAMPING_* flags of SO_TIMESTAMPING. */
    public int timestamping() {
        return timestamping;
    }

    /** SO_COOKIE. */
    public long cookie() {
        return cookie;
    }

    byte[] get(int name, int room) throws NetworkException {
        return switch (name) {
            case SO_DEBUG,
                    SO_REUSEADDR,
                    SO_DONTROUTE,
                    SO_BROADCAST,
                    SO_KEEPALIVE,
                    SO_OOBINLINE,
                    SO_NO_CHECK,
                    SO_REUSEPORT,
                    SO_RXQ_OVFL,
                    SO_WIFI_STATUS,
                    SO_NOFCS,
                    SO_LOCK_FILTER,
                    SO_SELECT_ERR_QUEUE,
                    SO_PREFER_BUSY_POLL,
                    SO_RCVMARK,
                    SO_PASSRIGHTS,
                    SO_ZEROCOPY -> OptionValue.of(flags.get(name), room);
            case SO_TYPE -> OptionValue.of(socket.type(), room);
            case SO_DOMAIN -> OptionValue.of(socket.domain(), room);
            case SO_PROTOCOL -> OptionValue.of(socket.protocol(), room);
            case SO_ERROR -> OptionValue.of(socket.takeError(), room);
            case SO_ACCEPTCONN -> OptionValue.of(socket.listening(), room);
            case SO_SNDBUF -> OptionValue.of(sendBuffer, room);
            case SO_RCVBUF -> OptionValue.of(receiveBuffer, room);
            case SO_BUF_LOCK -> OptionValue.of(bufferLock, room);
            case SO_PRIORITY -> OptionValue.of(priority, room);
            case SO_MARK -> OptionValue.of(mark, room);
            case SO_LINGER -> linger(room);
            case SO_BSDCOMPAT, SO_INCOMING_NAPI_ID, SO_RESERVE_MEM -> OptionValue.of(0, room);
            case SO_RCVLOWAT -> OptionValue.of(receiveLowWater, room);
            case SO_SNDLOWAT -> OptionValue.of(1, room);
            case SO_RCVTIMEO_OLD, SO_RCVTIMEO_NEW -> timeval(receiveTimeout, room);
            case SO_SNDTIMEO_OLD, SO_SNDTIMEO_NEW -> timeval(sendTimeout, room);
            case SO_BINDTODEVICE -> boundInterfaceName(room);
            case SO_BINDTOIFINDEX -> OptionValue.of(boundInterface, room);
            case SO_PEERCRED ->
                OptionValue.truncate(
                        OptionValue.buffer(12).putInt(0).putInt(-1).putInt(-1).array(), room);
            case SO_PEERGROUPS, SO_PEERPIDFD -> throw NetworkError.ENODATA.exception();
            case SO_PEERNAME -> peerName(room);
            case SO_TIMESTAMP_OLD -> OptionValue.of(timestamp && !timestampNew && !timestampNanos, room);
            case SO_TIMESTAMPNS_OLD -> OptionValue.of(timestampNanos && !timestampNew, room);
            case SO_TIMESTAMP_NEW -> OptionValue.of(timestamp && timestampNew, room);
            case SO_TIMESTAMPNS_NEW -> OptionValue.of(timestampNanos && timestampNew, room);
            case SO_TIMESTAMPING_OLD, SO_TIMESTAMPING_NEW ->
                OptionValue.truncate(OptionValue.buffer(8).putInt(timestamping).array(), room);
            case SO_PEEK_OFF -> {
                socket.checkPeekOffset();
                yield OptionValue.of(peekOffset, room);
            }
            case SO_BUSY_POLL -> OptionValue.of(busyPoll, room);
            case SO_MAX_PACING_RATE ->
                room < 8
                        ? OptionValue.of((int) (pacingRate >>> 32 != 0 ? -1 : pacingRate), room)
                        : OptionValue.buffer(8).putLong(pacingRate).array();
            case SO_BPF_EXTENSIONS -> OptionValue.of(BPF_EXTENSIONS, room);
            case SO_INCOMING_CPU -> OptionValue.of(incomingCpu, room);
            case SO_MEMINFO -> memoryInfo(room);
            case SO_COOKIE -> {
                if (room < 8) {
                    throw NetworkError.EINVAL.exception();
                }
                yield OptionValue.buffer(8).putLong(cookie).array();
            }
            case SO_NETNS_COOKIE -> {
                if (room != 8) {
                    throw NetworkError.EINVAL.exception();
                }
                yield OptionValue.buffer(8).putLong(1).array();
            }
            case SO_TXTIME -> OptionValue.truncate(new byte[8], room);
            case SO_TXREHASH -> {
                checkStream();
                yield OptionValue.of(rehash, room);
            }
            case SO_GET_FILTER -> socket.filter();
            case SO_PASSCRED, SO_PASSSEC, SO_PASSPIDFD, SO_INQ -> throw NetworkError.EOPNOTSUPP.exception();
            default -> throw NetworkError.ENOPROTOOPT.exception();
        };
    }

    void set(int name, byte[] value) throws NetworkException {
        if (name == SO_BINDTODEVICE) {
            bindToDevice(value);
            return;
        }
        if (name == SO_ATTACH_FILTER) {
            checkFilterLock();
            socket.attachFilter(value);
            return;
        }
        int number = OptionValue.intOf(value);
        boolean on = number != 0;
        switch (name) {
            case SO_DEBUG -> {
                if (on && !socket.may(Capability.NET_ADMIN)) {
                    throw NetworkError.EACCES.exception();
                }
                flags.set(name, on);
            }
            case SO_REUSEADDR,
                    SO_DONTROUTE,
                    SO_BROADCAST,
                    SO_KEEPALIVE,
                    SO_OOBINLINE,
                    SO_NO_CHECK,
                    SO_RXQ_OVFL,
                    SO_WIFI_STATUS,
                    SO_NOFCS,
                    SO_SELECT_ERR_QUEUE,
                    SO_RCVMARK,
                    SO_PASSRIGHTS -> flags.set(name, on);
            case SO_REUSEPORT -> {
                if (on && !socket.isInet()) {
                    throw NetworkError.EOPNOTSUPP.exception();
                }
                flags.set(name, on);
            }
            case SO_SNDBUF -> sendBuffer(atMost(number, socket.host().limits().sendBufferMost()));
            case SO_RCVBUF ->
                receiveBuffer(atMost(number, socket.host().limits().receiveBufferMost()));
            case SO_SNDBUFFORCE -> {
                require(Capability.NET_ADMIN);
                sendBuffer(Math.max(0, number));
            }
            case SO_RCVBUFFORCE -> {
                require(Capability.NET_ADMIN);
                receiveBuffer(Math.max(0, number));
            }
            case SO_BUF_LOCK -> {
                check((number & ~3) == 0);
                bufferLock = number;
            }
            case SO_PRIORITY -> {
                if ((number < 0 || number > 6) && !socket.may(Capability.NET_RAW)) {
                    require(Capability.NET_ADMIN);
                }
                priority = number;
            }
            case SO_MARK -> {
                if (!socket.may(Capability.NET_RAW)) {
                    require(Capability.NET_ADMIN);
                }
                mark = number;
            }
            case SO_LINGER -> {
                int seconds = OptionValue.buffer(value, 8).getInt(4);
                if (on) {
                    lingerSeconds = seconds < 0 ? LINGER_FOREVER : seconds;
                }
                flags.set(SO_LINGER, on);
            }
            case SO_BSDCOMPAT, SO_CNX_ADVICE -> {
                // Accepted, and without effect since Linux 2.2 and in a stack that verifies neighbours by itself.
            }
            case SO_RCVLOWAT -> socket.receiveLowWater(number < 0 ? Integer.MAX_VALUE : Math.max(1, number));
            case SO_RCVTIMEO_OLD, SO_RCVTIMEO_NEW -> receiveTimeout = timeout(value);
            case SO_SNDTIMEO_OLD, SO_SNDTIMEO_NEW -> sendTimeout = timeout(value);
            case SO_BINDTOIFINDEX -> {
                check(number >= 0);
                bindTo(number);
            }
            case SO_TIMESTAMP_OLD -> timestamps(on, false, false);
            case SO_TIMESTAMPNS_OLD -> timestamps(on, true, false);
            case SO_TIMESTAMP_NEW -> timestamps(on, false, true);
            case SO_TIMESTAMPNS_NEW -> timestamps(on, true, true);
            case SO_TIMESTAMPING_OLD, SO_TIMESTAMPING_NEW -> timestamping(number);
            case SO_PEEK_OFF -> {
                socket.checkPeekOffset();
                peekOffset = number;
            }
            case SO_LOCK_FILTER -> {
                if (flags.get(SO_LOCK_FILTER) && !on) {
                    throw NetworkError.EPERM.exception();
                }
                flags.set(SO_LOCK_FILTER, on);
            }
            case SO_DETACH_FILTER -> {
                checkFilterLock();
                socket.detachFilter();
            }
            case SO_ATTACH_REUSEPORT_CBPF -> socket.attachReusePortFilter(value);
            case SO_DETACH_REUSEPORT_BPF -> socket.detachReusePortFilter();
            case SO_BUSY_POLL -> {
                check(number >= 0);
                busyPoll = number;
            }
            case SO_PREFER_BUSY_POLL -> {
                if (on) {
                    require(Capability.NET_ADMIN);
                }
                flags.set(name, on);
            }
            case SO_BUSY_POLL_BUDGET -> {
                if (Integer.compareUnsigned(number, busyPollBudget) > 0 && number > 0) {
                    require(Capability.NET_ADMIN);
                }
                check(number >= 0 && number <= 0xffff);
                busyPollBudget = number;
            }
            case SO_MAX_PACING_RATE ->
                pacingRate = value.length >= 8
                        ? OptionValue.buffer(value, 8).getLong(0)
                        : number == -1 ? -1L : number & 0xffffffffL;
            case SO_INCOMING_CPU -> incomingCpu = number;
            case SO_ZEROCOPY -> {
                // What programs fall back from: a copy is made in any case.
                if (number != 0 || !socket.isInet() || socket.type() == Domain.SOCK_RAW) {
                    throw NetworkError.EOPNOTSUPP.exception();
                }
            }
            case SO_TXREHASH -> {
                checkStream();
                check(number >= -1 && number <= 1);
                rehash = on;
            }
            case SO_RESERVE_MEM -> {
                check(number >= 0);
                throw NetworkError.EOPNOTSUPP.exception();
            }
            case SO_TXTIME, SO_ATTACH_BPF, SO_ATTACH_REUSEPORT_EBPF -> throw NetworkError.EINVAL.exception();
            case SO_PASSCRED, SO_PASSSEC, SO_PASSPIDFD, SO_INQ -> throw NetworkError.EOPNOTSUPP.exception();
            default -> throw NetworkError.ENOPROTOOPT.exception();
        }
    }

    private static int atMost(int bytes, int most) {
        return Integer.compareUnsigned(bytes, most) > 0 ? most : bytes;
    }

    private void sendBuffer(int bytes) {
        sendBuffer = Math.max(Math.min(bytes, Integer.MAX_VALUE / 2) * 2, LEAST_SEND_BUFFER);
        bufferLock |= 1;
    }

    private void receiveBuffer(int bytes) {
        receiveBuffer = Math.max(Math.min(bytes, Integer.MAX_VALUE / 2) * 2, LEAST_RECEIVE_BUFFER);
        bufferLock |= 2;
    }

    private byte[] linger(int room) {
        int on = flags.get(SO_LINGER) ? 1 : 0;
        return OptionValue.truncate(
                OptionValue.buffer(8).putInt(on).putInt(lingerSeconds).array(), room);
    }

    private byte[] memoryInfo(int room) {
        ByteBuffer info = OptionValue.buffer(36);
        info.putInt(socket.receiveAllocated()).putInt(receiveBuffer);
        info.putInt(socket.sendAllocated()).putInt(sendBuffer);
        info.putInt(32, socket.drops());
        return OptionValue.truncate(info.array(), room);
    }

    private byte[] peerName(int room) throws NetworkException {
        byte[] name;
        try {
            name = SocketAddressCodec.encode(socket.peerAddress());
        } catch (NetworkException none) {
            throw NetworkError.ENOTCONN.exception();
        }
        if (room < name.length) {
            throw NetworkError.EINVAL.exception();
        }
        return name;
    }

    private byte[] boundInterfaceName(int room) throws NetworkException {
        if (boundInterface == 0) {
            return new byte[0];
        }
        if (room < INTERFACE_NAME) {
            throw NetworkError.EINVAL.exception();
        }
        String name = socket.host().interfaceName(boundInterface);
        if (name == null) {
            throw NetworkError.ENODEV.exception();
        }
        return (name + '\0').getBytes(StandardCharsets.UTF_8);
    }

    private void bindToDevice(byte[] value) throws NetworkException {
        int length = 0;
        while (length < Math.min(value.length, INTERFACE_NAME - 1) && value[length] != 0) {
            length++;
        }
        int index = 0;
        if (length > 0) {
            index = socket.host().interfaceIndex(new String(value, 0, length, StandardCharsets.UTF_8));
            if (index == 0) {
                throw NetworkError.ENODEV.exception();
            }
        }
        bindTo(index);
    }

    /** Since Linux 5.7 anybody may bind a socket that is not bound. */
    private void bindTo(int index) throws NetworkException {
        if (boundInterface != 0) {
            require(Capability.NET_RAW);
        }
        boundInterface = index;
    }

    private static byte[] timeval(long micros, int room) {
        ByteBuffer value = OptionValue.buffer(TIMEVAL);
        if (micros > 0) {
            value.putLong(micros / 1_000_000).putLong(micros % 1_000_000);
        }
        return OptionValue.truncate(value.array(), room);
    }

    private static long timeout(byte[] value) throws NetworkException {
        ByteBuffer timeval = OptionValue.buffer(value, TIMEVAL);
        long seconds = timeval.getLong(0);
        long micros = timeval.getLong(8);
        if (micros < 0 || micros >= 1_000_000) {
            throw NetworkError.EDOM.exception();
        }
        if (seconds < 0) {
            return 0;
        }
        boolean forever = seconds == 0 && micros == 0 || seconds >= Long.MAX_VALUE / 1_000_000_000 - 1;
        return forever ? -1 : seconds * 1_000_000 + micros;
    }

    private void timestamps(boolean on, boolean nanos, boolean newer) {
        timestamp = on;
        timestampNanos = on && nanos;
        if (on) {
            timestampNew = newer;
        }
    }

    private void timestamping(int bits) throws NetworkException {
        check((bits & ~TIMESTAMPING_MASK) == 0);
        check((bits & TIMESTAMPING_OPT_ID_TCP) == 0 || (bits & TIMESTAMPING_OPT_ID) != 0);
        // Bytes are counted from the beginning of a connection.
        check((bits & TIMESTAMPING_OPT_ID) == 0 || socket.type() != Domain.SOCK_STREAM || socket.connected());
        check((bits & TIMESTAMPING_OPT_STATS) == 0 || (bits & TIMESTAMPING_OPT_TSONLY) != 0);
        if ((bits & TIMESTAMPING_BIND_PHC) != 0) {
            throw NetworkError.EOPNOTSUPP.exception();
        }
        timestamping = bits;
    }

    private void checkFilterLock() throws NetworkException {
        if (flags.get(SO_LOCK_FILTER)) {
            throw NetworkError.EPERM.exception();
        }
    }

    private void checkStream() throws NetworkException {
        if (socket.type() != Domain.SOCK_STREAM) {
            throw NetworkError.EOPNOTSUPP.exception();
        }
    }

    private void require(Capability capability) throws NetworkException {
        if (!socket.may(capability)) {
            throw NetworkError.EPERM.exception();
        }
    }

    private static void check(boolean valid) throws NetworkException {
        if (!valid) {
            throw NetworkError.EINVAL.exception();
        }
    }

    /** Takes over what a connection that is accepted has from the socket that listens. */
    void inherit(SocketOptions listener) {
        for (int name = 1; name < Long.SIZE; name++) {
            flags.set(name, listener.flags.get(name));
        }
        sendBuffer = listener.sendBuffer;
        receiveBuffer = listener.receiveBuffer;
        bufferLock = listener.bufferLock;
        priority = listener.priority;
        mark = listener.mark;
        lingerSeconds = listener.lingerSeconds;
        receiveLowWater = listener.receiveLowWater;
        receiveTimeout = listener.receiveTimeout;
        sendTimeout = listener.sendTimeout;
        boundInterface = listener.boundInterface;
        pacingRate = listener.pacingRate;
        timestamp = listener.timestamp;
        timestampNanos = listener.timestampNanos;
        timestampNew = listener.timestampNew;
        timestamping = listener.timestamping;
    }
}
