/** The ioctls of netdevice(7), arp(7) and the routing tables. */
@NullMarked
package io.umview.lwipv6.netlink.ioctl;

import org.jspecify.annotations.NullMarked;
