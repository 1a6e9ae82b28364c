/** Gogo commands over the hypervisor's services. */
@org.jspecify.annotations.NullMarked
package io.umview.shell;
