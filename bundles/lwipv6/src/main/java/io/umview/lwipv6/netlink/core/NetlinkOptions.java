package io.umview.lwipv6.netlink.core;

import io.umview.lwipv6.net.NetworkError;
import io.umview.lwipv6.net.NetworkException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** Options of a netlink socket: SOL_NETLINK of netlink(7), and those of socket(7) that have a meaning or are kept. */
final class NetlinkOptions {
    static final int SOL_NETLINK = 270;

    static final int NETLINK_ADD_MEMBERSHIP = 1;
    static final int NETLINK_DROP_MEMBERSHIP = 2;
    static final int NETLINK_PKTINFO = 3;
    static final int NETLINK_BROADCAST_ERROR = 4;
    static final int NETLINK_NO_ENOBUFS = 5;
    static final int NETLINK_LISTEN_ALL_NSID = 8;
    static final int NETLINK_LIST_MEMBERSHIPS = 9;
    static final int NETLINK_CAP_ACK = 10;
    static final int NETLINK_EXT_ACK = 11;
    static final int NETLINK_GET_STRICT_CHK = 12;

    private static final int SOL_SOCKET = 1;
    private static final int SO_REUSEADDR = 2;
    private static final int SO_TYPE = 3;
    private static final int SO_BROADCAST = 6;
    private static final int SO_SNDBUF = 7;
    private static final int SO_RCVBUF = 8;
    private static final int SO_KEEPALIVE = 9;
    private static final int SO_PRIORITY = 12;
    private static final int SO_PASSCRED = 16;
    private static final int SO_RCVLOWAT = 18;
    private static final int SO_RCVTIMEO = 20;
    private static final int SO_SNDTIMEO = 21;
    private static final int SO_ATTACH_FILTER = 26;
    private static final int SO_DETACH_FILTER = 27;
    private static final int SO_TIMESTAMP = 29;
    private static final int SO_ACCEPTCONN = 30;
    private static final int SO_SNDBUFFORCE = 32;
    private static final int SO_RCVBUFFORCE = 33;
    private static final int SO_TIMESTAMPNS = 35;
    private static final int SO_MARK = 36;
    private static final int SO_PROTOCOL = 38;
    private static final int SO_DOMAIN = 39;
    private static final int SO_RXQ_OVFL = 40;
    private static final int SO_RCVTIMEO_NEW = 66;
    private static final int SO_SNDTIMEO_NEW = 67;

    /** net.core.rmem_max, wmem_max and the defaults. */
    private static final int BUFFER_MAX = 212992;

    private static final int SEND_MIN = 4608;
    private static final int RECEIVE_MIN = 2304;
    private static final int AF_NETLINK = 16;

    private final int type;
    private final int protocol;
    private final BooleanSupplier privileged;
    private final BitSet set = new BitSet();
    private final Map<Integer, byte[]> kept = new HashMap<>();
    private int sendBuffer = BUFFER_MAX;
    private int receiveBuffer = BUFFER_MAX;

    NetlinkOptions(int type, int protocol, BooleanSupplier privileged) {
        this.type = type;
        this.protocol = protocol;
        this.privileged = privileged;
    }

    /** Whether a flag of SOL_NETLINK is set. */
    boolean is(int name) {
        return set.get(name);
    }

    int sendBuffer() {
        return sendBuffer;
    }

    int receiveBuffer() {
        return receiveBuffer;
    }

    boolean passCredentials() {
        return number(kept.getOrDefault(SO_PASSCRED, new byte[4])) != 0;
    }

    /** Sets a flag of SOL_NETLINK. */
    void netlink(int name, byte[] value) throws NetworkException {
        switch (name) {
            case NETLINK_LISTEN_ALL_NSID -> {
                if (!privileged.getAsBoolean()) {
                    throw NetworkError.EPERM.exception();
                }
                set.set(name, integer(value) != 0);
            }
            case NETLINK_PKTINFO,
                    NETLINK_BROADCAST_ERROR,
                    NETLINK_NO_ENOBUFS,
                    NETLINK_CAP_ACK,
                    NETLINK_EXT_ACK,
                    NETLINK_GET_STRICT_CHK -> set.set(name, integer(value) != 0);
            default -> throw NetworkError.ENOPROTOOPT.exception();
        }
    }

    /** A flag of SOL_NETLINK. */
    byte[] netlink(int name, int length) throws NetworkException {
        return switch (name) {
            case NETLINK_PKTINFO,
                    NETLINK_BROADCAST_ERROR,
                    NETLINK_NO_ENOBUFS,
                    NETLINK_LISTEN_ALL_NSID,
                    NETLINK_CAP_ACK,
                    NETLINK_EXT_ACK,
                    NETLINK_GET_STRICT_CHK -> {
                if (length < 4) {
                    throw NetworkError.EINVAL.exception();
                }
                yield bytes(set.get(name) ? 1 : 0);
            }
            default -> throw NetworkError.ENOPROTOOPT.exception();
        };
    }

    /** Sets an option of SOL_SOCKET. */
    void socket(int name, byte[] value) throws NetworkException {
        switch (name) {
            case SO_SNDBUF -> sendBuffer = doubled(Math.min(integer(value), BUFFER_MAX), SEND_MIN);
            case SO_RCVBUF -> receiveBuffer = doubled(Math.min(integer(value), BUFFER_MAX), RECEIVE_MIN);
            case SO_SNDBUFFORCE -> {
                requirePrivilege();
                sendBuffer = doubled(integer(value), SEND_MIN);
            }
            case SO_RCVBUFFORCE -> {
                requirePrivilege();
                receiveBuffer = doubled(integer(value), RECEIVE_MIN);
            }
            case SO_RCVTIMEO, SO_SNDTIMEO, SO_RCVTIMEO_NEW, SO_SNDTIMEO_NEW -> keepTimeout(name, value);
            case SO_REUSEADDR,
                    SO_BROADCAST,
                    SO_KEEPALIVE,
                    SO_PRIORITY,
                    SO_PASSCRED,
                    SO_RCVLOWAT,
                    SO_TIMESTAMP,
                    SO_TIMESTAMPNS,
                    SO_RXQ_OVFL -> kept.put(name, bytes(integer(value)));
            case SO_MARK -> {
                requirePrivilege();
                kept.put(name, bytes(integer(value)));
            }
            // A filter only takes away what its owner does not want to see; owners check what they get all the same.
            case SO_ATTACH_FILTER, SO_DETACH_FILTER -> {}
            default -> throw NetworkError.ENOPROTOOPT.exception();
        }
    }

    /** An option of SOL_SOCKET. */
    byte[] socket(int name, int length) throws NetworkException {
        byte[] value = switch (name) {
            case SO_TYPE -> bytes(type);
            case SO_PROTOCOL -> bytes(protocol);
            case SO_DOMAIN -> bytes(AF_NETLINK);
            case SO_ACCEPTCONN -> bytes(0);
            case SO_SNDBUF -> bytes(sendBuffer);
            case SO_RCVBUF -> bytes(receiveBuffer);
            case SO_RCVLOWAT -> kept.getOrDefault(name, bytes(1));
            case SO_RCVTIMEO, SO_SNDTIMEO, SO_RCVTIMEO_NEW, SO_SNDTIMEO_NEW -> kept.getOrDefault(name, new byte[16]);
            case SO_REUSEADDR,
                    SO_BROADCAST,
                    SO_KEEPALIVE,
                    SO_PRIORITY,
                    SO_PASSCRED,
                    SO_TIMESTAMP,
                    SO_TIMESTAMPNS,
                    SO_RXQ_OVFL,
                    SO_MARK -> kept.getOrDefault(name, new byte[4]);
            default -> throw NetworkError.ENOPROTOOPT.exception();
        };
        return value.length <= length ? value : Arrays.copyOf(value, Math.max(0, length));
    }

    static boolean isSocketLevel(int level) {
        return level == SOL_SOCKET;
    }

    private void keepTimeout(int name, byte[] value) throws NetworkException {
        if (value.length < 16) {
            throw NetworkError.EINVAL.exception();
        }
        kept.put(name, Arrays.copyOf(value, 16));
    }

    private void requirePrivilege() throws NetworkException {
        if (!privileged.getAsBoolean()) {
            throw NetworkError.EPERM.exception();
        }
    }

    /** The kernel sets aside twice what is asked for, for its own needs (socket(7), SO_RCVBUF). */
    private static int doubled(int asked, int least) {
        return Math.max(Math.min(Math.max(asked, 0), Integer.MAX_VALUE / 2) * 2, least);
    }

    static int integer(byte[] value) throws NetworkException {
        if (value.length < 4) {
            throw NetworkError.EINVAL.exception();
        }
        return number(value);
    }

    private static int number(byte[] value) {
        return ByteBuffer.wrap(value).order(ByteOrder.nativeOrder()).getInt(0);
    }

    static byte[] bytes(int value) {
        return ByteBuffer.allocate(4)
                .order(ByteOrder.nativeOrder())
                .putInt(value)
                .array();
    }
}
