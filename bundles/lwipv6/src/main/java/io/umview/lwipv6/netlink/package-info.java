/** Configuration as rtnetlink(7), sock_diag(7) and netdevice(7) offer it. */
@NullMarked
package io.umview.lwipv6.netlink;

import org.jspecify.annotations.NullMarked;
