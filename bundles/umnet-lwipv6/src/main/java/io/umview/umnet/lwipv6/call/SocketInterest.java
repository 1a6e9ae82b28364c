package io.umview.umnet.lwipv6.call;

import static io.umview.api.SystemCall.*;

import io.umview.api.Call;
import io.umview.api.ErrnoException;
import io.umview.api.Interest;
import io.umview.api.Interest.ArgumentTest;
import io.umview.linux.Sockets;
import org.jspecify.annotations.Nullable;

/**
 * Which calls must be trapped, for sockets of whatever kind: the kernel cannot tell a stack's from its own. What moves plain data
 * (read, write, send, recv, and sendto and recvfrom without an address) is not among them.
 */
final class SocketInterest {
    private static final int FLAGS = 3;
    private static final int ADDRESS = 4;
    private static final int REQUEST = 1;
    private static final long INT = 0xffffffffL;

    /** ioctl requests from 0x8900 to 0x89ff: sockets, interfaces, routes (sockios.h). */
    private static final long SOCKIOS_MASK = 0xffffff00L;

    static final int SOCKIOS = 0x8900;

    static final Interest ALL = Interest.in(
                    BIND,
                    CONNECT,
                    LISTEN,
                    ACCEPT,
                    ACCEPT4,
                    GETSOCKNAME,
                    GETPEERNAME,
                    GETSOCKOPT,
                    SETSOCKOPT,
                    SHUTDOWN,
                    SENDMSG,
                    RECVMSG,
                    SENDMMSG,
                    RECVMMSG)
            .and(Interest.when(SENDTO, ArgumentTest.notNull(ADDRESS)))
            .and(Interest.when(SENDTO, flag(Sockets.MSG_OOB)))
            .and(Interest.when(RECVFROM, ArgumentTest.notNull(ADDRESS)))
            .and(Interest.when(RECVFROM, flag(Sockets.MSG_ERRQUEUE)))
            .and(Interest.when(IOCTL, new ArgumentTest(REQUEST, SOCKIOS_MASK, SOCKIOS, true)))
            .and(Interest.when(IOCTL, ArgumentTest.is(REQUEST, Sockets.SIOCOUTQ)));

    private static final int MAP_FLAGS = 3;
    private static final long MAP_SHARED_OR_ANONYMOUS = 0x21;
    private static final long MAP_SHARED = 1;
    private static final int SOL_PACKET = 263;
    private static final int PACKET_RX_RING = 5;
    private static final int PACKET_TX_RING = 13;

    /** Which argument of mmap(2) is the descriptor. */
    static final int MAPPED = 4;

    /** What must be trapped once there is a ring: shared mappings of descriptors. */
    static final Interest MAPPINGS =
            Interest.when(MMAP, new ArgumentTest(MAP_FLAGS, MAP_SHARED_OR_ANONYMOUS, MAP_SHARED, true));

    /** What must be trapped once a socket lingers: its end waits. */
    static final Interest CLOSES = Interest.in(CLOSE);

    private SocketInterest() {}

    /** What must be trapped besides when a setsockopt(2) has been done, or null. */
    static @Nullable Interest alsoAfter(Call call) throws ErrnoException {
        if (setsUpRing(call)) {
            return MAPPINGS;
        }
        return CommonCalls.isAbout(call, CommonCalls.SO_LINGER) && lingers(call) ? CLOSES : null;
    }

    /** Whether a setsockopt(2) sets up a ring that is then mapped (packet(7)). */
    static boolean setsUpRing(Call call) {
        int name = call.intArgument(2);
        return call.intArgument(1) == SOL_PACKET && (name == PACKET_RX_RING || name == PACKET_TX_RING);
    }

    /** Whether a struct linger has a time. */
    private static boolean lingers(Call call) throws ErrnoException {
        int length = CommonCalls.LINGER;
        return call.intArgument(4) >= length
                && CommonCalls.lingers(call.memory().bytes(call.argument(3), length)) != 0;
    }

    /** The descriptor that a call is about. */
    static int descriptor(Call call) {
        return call.intArgument(call.systemCall() == MMAP ? MAPPED : 0);
    }

    private static ArgumentTest flag(int flags) {
        return new ArgumentTest(FLAGS, flags & INT, 0, false);
    }
}
