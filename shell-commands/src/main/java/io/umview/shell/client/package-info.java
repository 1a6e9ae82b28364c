/** The program {@code umview-console}. It runs outside of the framework, and knows nothing of a hypervisor but the protocol. */
@org.jspecify.annotations.NullMarked
package io.umview.shell.client;
