package io.umview.umnet.lwipv6.call;

import static io.umview.api.SystemCall.*;

import io.umview.api.Call;
import io.umview.api.Interest;
import io.umview.api.Interest.ArgumentTest;
import io.umview.linux.Sockets;

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

    private SocketInterest() {}

    /** Whether a setsockopt(2) sets up a ring that is then mapped (packet(7)). */
    static boolean setsUpRing(Call call) {
        int name = call.intArgument(2);
        return call.intArgument(1) == SOL_PACKET && (name == PACKET_RX_RING || name == PACKET_TX_RING);
    }

    /** The descriptor that a call is about. */
    static int descriptor(Call call) {
        return call.intArgument(call.systemCall() == MMAP ? MAPPED : 0);
    }

    private static ArgumentTest flag(int flags) {
        return new ArgumentTest(FLAGS, flags & INT, 0, false);
    }
}
