/** The mount table of a view. */
@NullMarked
package io.umview.hypervisor.internal.mount;

import org.jspecify.annotations.NullMarked;
