/** NETLINK_ROUTE as rtnetlink(7) describes it: links, addresses, routes, rules, neighbours and more. */
@NullMarked
package io.umview.lwipv6.netlink.route;

import org.jspecify.annotations.NullMarked;
