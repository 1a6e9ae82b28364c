/** Start and end of a hypervisor. */
@NullMarked
package io.umview.hypervisor.internal.boot;

import org.jspecify.annotations.NullMarked;
