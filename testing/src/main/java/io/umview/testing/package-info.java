/** What the unit tests of a module need in place of a hypervisor and its guests: a call, its caller, and a chain. */
@NullMarked
package io.umview.testing;

import org.jspecify.annotations.NullMarked;
