/** Ways to mount where nobody sees it. */
@NullMarked
package io.umview.fuse.internal.mount;

import org.jspecify.annotations.NullMarked;
