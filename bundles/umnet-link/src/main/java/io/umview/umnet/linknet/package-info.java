/** A second name for another network stack. */
@org.jspecify.annotations.NullMarked
package io.umview.umnet.linknet;
