/** The calls of guests on sockets of stacks: their arguments in and out, and what waits. */
@NullMarked
package io.umview.umnet.lwipv6.call;

import org.jspecify.annotations.NullMarked;
