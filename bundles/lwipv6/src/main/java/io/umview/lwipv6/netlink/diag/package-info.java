/** NETLINK_SOCK_DIAG as sock_diag(7) describes it: what ss(8) shows. */
@NullMarked
package io.umview.lwipv6.netlink.diag;

import org.jspecify.annotations.NullMarked;
