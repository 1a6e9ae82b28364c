/** The host's own network stack, mounted under a name. */
@org.jspecify.annotations.NullMarked
package io.umview.umnet.nativenet;
