/** A file system by paths as one by nodes. */
@NullMarked
package io.umview.fuse.internal.path;

import org.jspecify.annotations.NullMarked;
