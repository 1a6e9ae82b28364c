package io.umview.umfuse;

import io.umview.fuse.MountSettings;
import io.umview.fuse.NodeFileSystem;

/** A file system and how it wants to be mounted. */
public record ServedFileSystem(NodeFileSystem files, MountSettings settings) {}
