/** Second names for network stacks. */
@NullMarked
package io.umview.umnet.link;

import org.jspecify.annotations.NullMarked;
