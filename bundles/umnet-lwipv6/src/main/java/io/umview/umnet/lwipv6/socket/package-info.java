/** What stands between the descriptors of guests and the sockets of a stack. */
@NullMarked
package io.umview.umnet.lwipv6.socket;

import org.jspecify.annotations.NullMarked;
