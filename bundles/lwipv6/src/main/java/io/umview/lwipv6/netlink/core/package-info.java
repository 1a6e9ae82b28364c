/** Netlink sockets and what joins them: ports, multicast groups, acknowledgements, dumps. See netlink(7). */
@NullMarked
package io.umview.lwipv6.netlink.core;

import org.jspecify.annotations.NullMarked;
