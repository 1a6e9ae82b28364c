package io.umview.umnet.internal;

import io.umview.umnet.StackNode;

/** A stack with its name. The file belongs to one mount only and so tells it from all others. */
record MountedStack(String path, StackNode node, StackFile file) {}
