package io.umview.umnet.lwipv6.call;

import static io.umview.api.SystemCall.*;

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

    private SocketInterest() {}

    private static ArgumentTest flag(int flags) {
        return new ArgumentTest(FLAGS, flags & INT, 0, false);
    }
}
