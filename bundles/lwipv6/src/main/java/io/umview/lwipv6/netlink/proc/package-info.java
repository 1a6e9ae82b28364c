/** The texts of /proc/net, /sys/class/net and /proc/sys/net. */
@NullMarked
package io.umview.lwipv6.netlink.proc;

import org.jspecify.annotations.NullMarked;
