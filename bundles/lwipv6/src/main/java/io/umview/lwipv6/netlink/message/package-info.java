/** Netlink messages as bytes: headers, attributes, and the policies by which attributes are checked. */
@NullMarked
package io.umview.lwipv6.netlink.message;

import org.jspecify.annotations.NullMarked;
