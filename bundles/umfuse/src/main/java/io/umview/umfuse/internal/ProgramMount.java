package io.umview.umfuse.internal;

import io.umview.fuse.FuseMount;
import io.umview.linux.Files;

/** What a program has mounted. */
final class ProgramMount implements FuseMount {
    private final ProgramProcess program;
    private final int root;
    private final int source;
    private boolean closed;

    ProgramMount(ProgramProcess program, int root, int source) {
        this.program = program;
        this.root = root;
        this.source = source;
    }

    @Override
    public int root() {
        return root;
    }

    @Override
    public boolean ended() {
        return program.ended();
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        Files.close(root);
        program.end();
        if (source >= 0) {
            Files.close(source);
        }
    }
}
