/** Which stack serves which process, and the files that stand for stacks. */
@NullMarked
package io.umview.umnet.internal;

import org.jspecify.annotations.NullMarked;
