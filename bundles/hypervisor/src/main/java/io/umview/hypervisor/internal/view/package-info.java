/** Views: what belongs to one, and how services and mounts enter and leave it. */
@NullMarked
package io.umview.hypervisor.internal.view;

import org.jspecify.annotations.NullMarked;
