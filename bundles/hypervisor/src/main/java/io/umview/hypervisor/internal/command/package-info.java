/** The commands that guests execute and the hypervisor carries out. */
@NullMarked
package io.umview.hypervisor.internal.command;

import org.jspecify.annotations.NullMarked;
