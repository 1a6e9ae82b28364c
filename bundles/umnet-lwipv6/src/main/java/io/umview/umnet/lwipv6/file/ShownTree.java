package io.umview.umnet.lwipv6.file;

import io.umview.api.HiddenTree;
import io.umview.linux.Files;
import org.jspecify.annotations.Nullable;

/** Files of a stack, as the hypervisor sees them: where they are, and who makes up what they contain. */
record ShownTree(int root, @Nullable ContentView contents) implements HiddenTree, AutoCloseable {
    @Override
    public void close() {
        Files.close(root);
    }
}
