/**
 * Virtual file systems, as authors of file systems in Java see them.
 *
 * <p>A submodule of umfuse is a bundle that registers a {@link io.umview.umfuse.FileSystemFactory} under the file system types it
 * serves. {@code mount -t umfuseX source path} creates a file system, which umfuse mounts where no path leads, and shows at
 * {@code path}. A type that no submodule serves is a FUSE program.
 */
@Export
@Version("1.0.0")
@NullMarked
package io.umview.umfuse;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
