/** Packets and byte rings in pooled memory outside the heap. Knows no protocol. */
@NullMarked
package io.umview.lwipv6.buffer;

import org.jspecify.annotations.NullMarked;
