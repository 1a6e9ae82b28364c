/** Watching trapped calls: traces and statistics. Nothing of it runs while nobody asks for it. */
@NullMarked
package io.umview.hypervisor.internal.observe;

import org.jspecify.annotations.NullMarked;
