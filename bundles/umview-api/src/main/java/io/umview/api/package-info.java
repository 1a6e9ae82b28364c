/**
 * What a module author sees: the service chain of a view.
 *
 * <p>A module is a bundle that registers a {@link io.umview.api.Service} under the name that {@code um_add_service} takes.
 * When a view loads it, the service states in the view's {@link io.umview.api.Chain} what is its own (system calls, file
 * system types, socket families) and answers the calls that the chain brings it with a {@link io.umview.api.Reply}.
 */
@Export
@Version("1.1.0")
@NullMarked
package io.umview.api;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
