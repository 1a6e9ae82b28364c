/** Time is passed in, never read: a clock that tests drive, and one wheel for all timers of a stack. */
@NullMarked
package io.umview.lwipv6.time;

import org.jspecify.annotations.NullMarked;
