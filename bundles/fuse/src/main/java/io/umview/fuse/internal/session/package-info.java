/** Requests read, operations called, replies written. */
@NullMarked
package io.umview.fuse.internal.session;

import org.jspecify.annotations.NullMarked;
