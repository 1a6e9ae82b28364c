/** Data links: what carries frames to other stacks. Links of the operating system are made elsewhere and implement {@link io.umview.lwipv6.link.Link}. */
@NullMarked
package io.umview.lwipv6.link;

import org.jspecify.annotations.NullMarked;
