/** Bytes and values: one class for each protocol. What is wrong is refused here once, so that nothing above looks at an offset or a length again. */
@NullMarked
package io.umview.lwipv6.wire;

import org.jspecify.annotations.NullMarked;
