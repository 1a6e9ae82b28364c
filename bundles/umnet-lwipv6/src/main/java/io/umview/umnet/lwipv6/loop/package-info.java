/** The thread of a stack: descriptors, tasks and timers. */
@NullMarked
package io.umview.umnet.lwipv6.loop;

import org.jspecify.annotations.NullMarked;
