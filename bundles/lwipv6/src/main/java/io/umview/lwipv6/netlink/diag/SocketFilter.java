package io.umview.lwipv6.netlink.diag;

import io.umview.lwipv6.net.NetworkError;
import io.umview.lwipv6.netlink.message.NetlinkFailure;
import io.umview.lwipv6.transport.SocketInfo;
import io.umview.lwipv6.wire.IpAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * A program that chooses sockets: the bytecode of INET_DIAG_REQ_BYTECODE (linux/inet_diag.h). Instructions jump forward only, by so many
 * bytes if their condition holds and by others if not; a socket is chosen that leaves at the end exactly.
 */
final class SocketFilter {
    private static final int OP = 4;
    private static final int HOST_CONDITION = 8;
    private static final int MARK_CONDITION = 8;
    private static final int CGROUP_CONDITION = 8;
    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;

    private static final int NOP = 0;
    private static final int JMP = 1;
    private static final int S_GE = 2;
    private static final int S_LE = 3;
    private static final int D_GE = 4;
    private static final int D_LE = 5;
    private static final int AUTO = 6;
    private static final int S_COND = 7;
    private static final int D_COND = 8;
    private static final int DEV_COND = 9;
    private static final int MARK_COND = 10;
    private static final int S_EQ = 11;
    private static final int D_EQ = 12;
    private static final int CGROUP_COND = 13;

    private final ByteBuffer code;

    private SocketFilter(ByteBuffer code) {
        this.code = code;
    }

    /**
     * Checks a program.
     *
     * @param code from position 0 to limit, native byte order
     * @throws NetlinkFailure EINVAL, or EPERM if it looks at marks and may not
     */
    static SocketFilter of(ByteBuffer code, boolean privileged) throws NetlinkFailure {
        int at = 0;
        while (at < code.limit()) {
            int left = code.limit() - at;
            if (left < OP) {
                throw invalid();
            }
            int operation = code.get(at) & 0xff;
            int least = least(code, at, left, privileged);
            int yes = code.get(at + 1) & 0xff;
            int no = code.getShort(at + 2) & 0xffff;
            boolean wrong = no < least || no > left + OP || (no & 3) != 0 || no < left && !lands(code, at + no);
            if (operation != NOP && wrong) {
                throw invalid();
            }
            if (yes < least || yes > left + OP || (yes & 3) != 0) {
                throw invalid();
            }
            at += yes;
        }
        if (at != code.limit()) {
            throw invalid();
        }
        return new SocketFilter(code);
    }

    /** Whether a jump to somewhere lands where an instruction begins. */
    private static boolean lands(ByteBuffer code, int target) {
        int at = 0;
        while (at < target && at + OP <= code.limit()) {
            int yes = code.get(at + 1) & 0xff;
            if (yes < OP || (yes & 3) != 0) {
                return false;
            }
            at += yes;
        }
        return at == target;
    }

    /** How long an instruction is at least, its operands included. */
    private static int least(ByteBuffer code, int at, int left, boolean privileged) throws NetlinkFailure {
        return switch (code.get(at) & 0xff) {
            case NOP, JMP, AUTO -> OP;
            case S_GE, S_LE, D_GE, D_LE, S_EQ, D_EQ -> need(left, 2 * OP);
            case DEV_COND -> need(left, OP + 4);
            case CGROUP_COND -> need(left, OP + CGROUP_CONDITION);
            case MARK_COND -> {
                if (!privileged) {
                    throw NetlinkFailure.of(NetworkError.EPERM);
                }
                yield need(left, OP + MARK_CONDITION);
            }
            case S_COND, D_COND -> {
                need(left, OP + HOST_CONDITION);
                int bytes = switch (code.get(at + OP) & 0xff) {
                    case 0 -> 0;
                    case AF_INET -> 4;
                    case AF_INET6 -> 16;
                    default -> throw invalid();
                };
                if ((code.get(at + OP + 1) & 0xff) > bytes * 8) {
                    throw invalid();
                }
                yield need(left, OP + HOST_CONDITION + bytes);
            }
            default -> throw invalid();
        };
    }

    private static int need(int left, int bytes) throws NetlinkFailure {
        if (left < bytes) {
            throw invalid();
        }
        return bytes;
    }

    private static NetlinkFailure invalid() {
        return NetlinkFailure.of(NetworkError.EINVAL);
    }

    /** Whether a socket is chosen. */
    boolean accepts(SocketInfo socket) {
        int at = 0;
        while (at < code.limit()) {
            at += holds(at, socket) ? code.get(at + 1) & 0xff : code.getShort(at + 2) & 0xffff;
        }
        return at == code.limit();
    }

    private boolean holds(int at, SocketInfo socket) {
        return switch (code.get(at) & 0xff) {
            case NOP -> true;
            case S_EQ -> socket.localPort() == port(at);
            case S_GE -> socket.localPort() >= port(at);
            case S_LE -> socket.localPort() <= port(at);
            case D_EQ -> socket.peerPort() == port(at);
            case D_GE -> socket.peerPort() >= port(at);
            case D_LE -> socket.peerPort() <= port(at);
            case AUTO -> !socket.portAskedFor();
            case S_COND -> host(at + OP, socket.domain(), socket.localAddress(), socket.localPort());
            case D_COND -> host(at + OP, socket.domain(), socket.peerAddress(), socket.peerPort());
            case DEV_COND -> socket.boundInterface() == code.getInt(at + OP);
            case MARK_COND -> (socket.mark() & code.getInt(at + OP + 4)) == code.getInt(at + OP);
            default -> false;
        };
    }

    /** The port is where a jump of the next instruction would be. */
    private int port(int at) {
        return code.getShort(at + OP + 2) & 0xffff;
    }

    private boolean host(int at, int domain, IpAddress address, int port) {
        int wantedPort = code.getInt(at + 4);
        if (wantedPort != -1 && wantedPort != port) {
            return false;
        }
        int length = code.get(at + 1) & 0xff;
        if (length == 0) {
            return true;
        }
        int family = code.get(at) & 0xff;
        if (family != 0 && family != domain && !(domain == AF_INET6 && family == AF_INET && address.isV4())) {
            return false;
        }
        @Nullable IpAddress wanted = address(at + HOST_CONDITION, family);
        return wanted != null && sharesPrefix(address, wanted, family == AF_INET ? length + 96 : length);
    }

    private @Nullable IpAddress address(int at, int family) {
        ByteBuffer big = code.duplicate().order(ByteOrder.BIG_ENDIAN);
        return switch (family) {
            case AF_INET -> IpAddress.v4(big.getInt(at));
            case AF_INET6 -> new IpAddress(big.getLong(at), big.getLong(at + 8));
            default -> null;
        };
    }

    private static boolean sharesPrefix(IpAddress one, IpAddress other, int bits) {
        if (bits > 64) {
            return one.high() == other.high() && (one.low() ^ other.low()) >>> (128 - bits) == 0;
        }
        return bits == 0 || (one.high() ^ other.high()) >>> (64 - bits) == 0;
    }
}
