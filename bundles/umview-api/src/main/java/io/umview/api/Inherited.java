package io.umview.api;

/**
 * The key of a process attribute that children inherit across fork, clone and exec and that each process can change for
 * itself: two keys are the same only if they are the same object. Values are immutable and implement {@code equals}.
 */
public final class Inherited<T> {
    private final String name;

    /** A new key; the name is for people. */
    public Inherited(String name) {
        this.name = name;
    }

    @Override
    public String toString() {
        return name;
    }
}
