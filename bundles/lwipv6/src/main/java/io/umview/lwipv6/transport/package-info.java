/** What IP carries to sockets. */
@NullMarked
package io.umview.lwipv6.transport;

import org.jspecify.annotations.NullMarked;
