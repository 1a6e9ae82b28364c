/** The classic Berkeley packet filter, as Linux runs it for sockets (SO_ATTACH_FILTER). */
@NullMarked
package io.umview.lwipv6.bpf;

import org.jspecify.annotations.NullMarked;
