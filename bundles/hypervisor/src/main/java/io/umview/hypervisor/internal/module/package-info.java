/** Modules as bundles: finding, installing, updating and dropping them. */
@NullMarked
package io.umview.hypervisor.internal.module;

import org.jspecify.annotations.NullMarked;
