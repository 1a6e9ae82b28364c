/** {@code mount -t umnetlwipv6}: the TCP/IP stack for guests. */
@NullMarked
package io.umview.umnet.lwipv6;

import org.jspecify.annotations.NullMarked;
