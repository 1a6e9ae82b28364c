/**
 * The console of a running hypervisor.
 *
 * <p>The guest owns the terminal that umview was started in, so the console has none of its own. It listens on a socket that
 * only its user can reach, and {@code umview-console} brings the terminal:
 *
 * <ul>
 *   <li>{@link io.umview.shell.command}: the verbs, Gogo commands over {@link io.umview.hypervisor.Hypervisor};
 *   <li>{@link io.umview.shell.server}: the socket, and a Gogo session for each connection;
 *   <li>{@link io.umview.shell.client}: the program {@code umview-console};
 *   <li>{@link io.umview.shell.protocol}: what client and server say to each other.
 * </ul>
 */
@org.jspecify.annotations.NullMarked
package io.umview.shell;
