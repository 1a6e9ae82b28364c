/** Links of the operating system: TAP, TUN and the switches of VDE; and what mount options say of links. */
@NullMarked
package io.umview.umnet.lwipv6.link;

import org.jspecify.annotations.NullMarked;
