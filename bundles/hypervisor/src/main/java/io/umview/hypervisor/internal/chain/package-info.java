/** The service chain of each view: claims, marks, and who answers a call. */
@NullMarked
package io.umview.hypervisor.internal.chain;

import org.jspecify.annotations.NullMarked;
