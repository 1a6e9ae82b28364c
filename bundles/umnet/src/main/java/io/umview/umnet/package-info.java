/**
 * Virtual (multi-stack) networking, as authors of network stacks see it.
 *
 * <p>A submodule of umnet is a bundle that registers a {@link io.umview.umnet.StackType} under the file system types it serves.
 * {@code mount -t umnetX source path} creates a {@link io.umview.umnet.StackNode}, either a
 * {@link io.umview.umnet.NetworkStack} or a {@link io.umview.umnet.StackLink} to others, and gives it the name {@code path}.
 * umnet decides which stack serves whom; a stack only makes sockets.
 *
 * <p>A stack at user level answers {@link io.umview.umnet.NetworkStack#socket} with a descriptor of its own making. It claims
 * the further calls of its sockets (bind, connect, …) through {@link io.umview.umnet.StackRequest#chain} when it is created,
 * recognises its sockets by the inode of the guest's descriptor and declines all others.
 */
@Export
@Version("1.0.0")
@NullMarked
package io.umview.umnet;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
