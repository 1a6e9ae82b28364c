/** The calls that the hypervisor itself serves: exec, mount, virtual system calls. */
@NullMarked
package io.umview.hypervisor.internal.call;

import org.jspecify.annotations.NullMarked;
