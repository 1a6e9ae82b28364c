package io.umview.fuse.internal.mount;

import io.umview.fuse.internal.protocol.Identities;

/** A file system that nobody serves yet: descriptors of /dev/fuse and of the root, which belong to the caller. */
public record Mounted(int device, int root, Identities identities) {}
