/**
 * Virtual devices, as authors of devices see them.
 *
 * <p>A submodule of umdev is a bundle that registers a {@link io.umview.umdev.DeviceType} under the file system types it serves.
 * {@code mount -t umdevX source path} creates a {@link io.umview.umdev.Device}, which the view then shows at {@code path}: a
 * {@link io.umview.umdev.CharDevice}, a {@link io.umview.umdev.BlockDevice}, or a
 * {@link io.umview.umdev.DescriptorDevice}. umdev does what all devices have in common:
 * nodes with type, numbers and owner, partitions, the ioctls of block devices, trace lines. A device only stores bytes.
 *
 * <p>Nothing here knows how guests come to their descriptors, so a device can be tested alone.
 */
@Export
@Version("1.0.0")
@NullMarked
package io.umview.umdev;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
