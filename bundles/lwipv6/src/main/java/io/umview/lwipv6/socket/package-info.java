/** Sockets as socket(7) describes them, without blocking: who calls waits for events. */
@NullMarked
package io.umview.lwipv6.socket;

import org.jspecify.annotations.NullMarked;
