/** The service chain of a view: who claims what, and who is asked first. */
@NullMarked
package io.umview.hypervisor.internal.chain;

import org.jspecify.annotations.NullMarked;
