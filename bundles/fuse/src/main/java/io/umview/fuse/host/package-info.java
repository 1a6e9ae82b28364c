/** Mounts file systems where nobody sees them. */
@Export
@Version("1.0.0")
@NullMarked
package io.umview.fuse.host;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
