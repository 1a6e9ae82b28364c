/** Tar archives, read-only, as file systems. */
@NullMarked
package io.umview.umfuse.tar;

import org.jspecify.annotations.NullMarked;
