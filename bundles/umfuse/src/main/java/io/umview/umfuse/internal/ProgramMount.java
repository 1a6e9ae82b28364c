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

    /** Ends the program: what its files are asked for fails from now on. */
    void abort() {
        program.kill();
    }

    /** Serves what is open until it is closed. */
    void detach() {
        if (letGo()) {
            program.detach();
        }
    }

    @Override
    public void close() {
        if (letGo()) {
            program.end();
        }
    }

    private synchronized boolean letGo() {
        if (closed) {
            return false;
        }
        closed = true;
        Files.close(root);
        if (source >= 0) {
            Files.close(source);
        }
        return true;
    }
}
