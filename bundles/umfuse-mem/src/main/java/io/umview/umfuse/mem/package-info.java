/** A file system in memory: what tmpfs(5) can, without privileges. */
@NullMarked
package io.umview.umfuse.mem;

import org.jspecify.annotations.NullMarked;
