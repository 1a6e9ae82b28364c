/**
 * A virtual {@code /dev/net/tun}. A file of it is one end of a socket pair of type SOCK_SEQPACKET, in which each message is a packet,
 * so that read(2), write(2) and poll(2) are the kernel's; a thread moves packets between the other end and a switch.
 */
@NullMarked
package io.umview.umdev.tap;

import org.jspecify.annotations.NullMarked;
