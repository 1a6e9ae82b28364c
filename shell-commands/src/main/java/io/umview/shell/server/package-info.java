/** The server: a socket, and for each connection a Gogo session of its own. */
@org.jspecify.annotations.NullMarked
package io.umview.shell.server;
