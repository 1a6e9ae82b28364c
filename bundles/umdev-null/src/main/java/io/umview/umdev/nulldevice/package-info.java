/** The device that has nothing. */
@NullMarked
package io.umview.umdev.nulldevice;

import org.jspecify.annotations.NullMarked;
