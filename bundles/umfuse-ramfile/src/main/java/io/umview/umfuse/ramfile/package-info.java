/** One regular file in memory, mounted over one path: the smallest file system. */
@NullMarked
package io.umview.umfuse.ramfile;

import org.jspecify.annotations.NullMarked;
