/**
 * User-mode NAT: a stack whose far side is the host's ordinary sockets, so that a guest's stack reaches what the host reaches, without
 * privileges. What it hands out and answers to is as in slirp: 10.0.2.0/24 with the gateway 10.0.2.2 and the name server 10.0.2.3.
 */
@NullMarked
package io.umview.lwipv6.gateway;

import org.jspecify.annotations.NullMarked;
