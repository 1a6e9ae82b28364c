/** The kernel's structures (include/uapi/linux/fuse.h), parsed and emitted. */
@NullMarked
package io.umview.fuse.internal.protocol;

import org.jspecify.annotations.NullMarked;
