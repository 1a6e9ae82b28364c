/** Starts the OSGi framework and hands over to the hypervisor. */
@org.jspecify.annotations.NullMarked
package io.umview.launcher;
