/**
 * Bindings to the Linux system calls that the hypervisor itself makes.
 *
 * <p>Every method returns what the kernel returns: a value, or a negative error number. Addresses and sizes are plain
 * {@code long}s, because JNA passes primitives several times faster than objects and these calls lie on the path of every
 * trapped call.
 */
@Export
@Version("1.0.0")
@NullMarked
package io.umview.linux;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
