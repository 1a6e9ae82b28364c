/** Files that show a stack to its processes, and settings that these write. */
@NullMarked
package io.umview.umnet.lwipv6.file;

import org.jspecify.annotations.NullMarked;
