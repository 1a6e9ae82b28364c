/** A file system that shows two directories of the kernel as one. */
@Export
@Version("1.0.0")
@NullMarked
package io.umview.fuse.union;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
