/** The network stack that has no network. */
@NullMarked
package io.umview.umnet.nullstack;

import org.jspecify.annotations.NullMarked;
