/** NETLINK_GENERIC: the controller, and no other family. */
@NullMarked
package io.umview.lwipv6.netlink.generic;

import org.jspecify.annotations.NullMarked;
