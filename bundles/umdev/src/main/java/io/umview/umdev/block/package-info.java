/**
 * What block devices have in common: partition tables, partitions as devices of their own, and the ioctls that Linux has for all of
 * them.
 */
@Export
@Version("1.0.0")
@NullMarked
package io.umview.umdev.block;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
