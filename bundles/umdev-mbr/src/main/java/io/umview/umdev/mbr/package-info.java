/** Disk images with their partitions. */
@NullMarked
package io.umview.umdev.mbr;

import org.jspecify.annotations.NullMarked;
