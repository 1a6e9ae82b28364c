/** The service module. */
@NullMarked
package io.umview.umdev.internal;

import org.jspecify.annotations.NullMarked;
