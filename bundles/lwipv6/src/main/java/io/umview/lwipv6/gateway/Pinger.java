package io.umview.lwipv6.gateway;

import java.io.IOException;
import java.net.InetAddress;

/** Finds out whether a host answers. */
@FunctionalInterface
interface Pinger {
    /** What the JDK can do, see {@link InetAddress#isReachable}. */
    Pinger JDK = (address, timeout) -> {
        try {
            return address.isReachable(timeout);
        } catch (IOException e) {
            return false;
        }
    };

    /** Whether a host answers within a time. Blocks. */
    boolean ping(InetAddress address, int timeoutMillis);
}
