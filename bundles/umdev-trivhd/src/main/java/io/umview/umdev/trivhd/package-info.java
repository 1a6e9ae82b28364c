/** The smallest hard disk: a character device of 64 KiB. */
@NullMarked
package io.umview.umdev.trivhd;

import org.jspecify.annotations.NullMarked;
