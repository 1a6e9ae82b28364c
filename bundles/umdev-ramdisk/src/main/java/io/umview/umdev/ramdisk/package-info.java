/** Disks in memory. */
@NullMarked
package io.umview.umdev.ramdisk;

import org.jspecify.annotations.NullMarked;
