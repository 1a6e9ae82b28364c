/** Path resolution in a view, and the calls that take paths. */
@NullMarked
package io.umview.hypervisor.internal.path;

import org.jspecify.annotations.NullMarked;
