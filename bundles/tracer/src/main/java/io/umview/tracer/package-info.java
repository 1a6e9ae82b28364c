/**
 * The tracer: starts guests, traps the system calls of interest in them and brings them to a {@link
 * io.umview.tracer.Supervisor}.
 */
@Export
@Version("1.0.0")
@NullMarked
package io.umview.tracer;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
