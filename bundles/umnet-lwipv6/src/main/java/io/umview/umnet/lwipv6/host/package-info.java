/** Sockets of the host in the loop of a stack, for the gateway. */
@NullMarked
package io.umview.umnet.lwipv6.host;

import org.jspecify.annotations.NullMarked;
