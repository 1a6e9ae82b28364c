/** What tests of a stack share: time that stands still, a thread that is the test, links that keep what was sent. */
@NullMarked
package io.umview.lwipv6.testing;

import org.jspecify.annotations.NullMarked;
