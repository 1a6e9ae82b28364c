/**
 * FUSE file systems, as their authors see them.
 *
 * <p>{@link io.umview.fuse.NodeFileSystem} is the interface by node numbers, as the kernel speaks it and as the low-level
 * interface of libfuse has it; {@link io.umview.fuse.PathFileSystem} the one by paths, in which a file system is a small
 * class. What an operation is to do is what the system call of its name does; what is not overridden is answered as libfuse
 * answers it. {@code io.umview.fuse.host} mounts them.
 *
 * <p>Operations are called by several threads at once. An {@link io.umview.api.ErrnoException} is an ordinary answer; any other
 * exception is answered with EIO.
 */
@Export
@Version("1.0.0")
@NullMarked
package io.umview.fuse;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
