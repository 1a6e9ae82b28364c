/** The host's network stack, under a name. */
@NullMarked
package io.umview.umnet.nativestack;

import org.jspecify.annotations.NullMarked;
