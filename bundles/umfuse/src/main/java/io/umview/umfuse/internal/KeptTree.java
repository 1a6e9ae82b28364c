package io.umview.umfuse.internal;

import io.umview.api.HiddenTree;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is mounted, and can be given to a newer revision of this bundle: it may be a tree of an older one, and in several views,
 * each of which lets go of it by itself.
 */
final class KeptTree implements HiddenTree {
    private final HiddenTree tree;
    private final Runnable whenGone;
    private int holders;
    private boolean given;

    KeptTree(HiddenTree tree, Runnable whenGone) {
        this.tree = tree;
        this.whenGone = whenGone;
    }

    /** One more mount of it. */
    synchronized KeptTree hold() {
        holders++;
        return this;
    }

    /** What a newer revision goes on with; from now on nothing ends it here. */
    synchronized HiddenTree give() {
        given = true;
        return tree;
    }

    private synchronized boolean isLast() {
        return !given && --holders == 0;
    }

    @Override
    public int root() {
        return tree.root();
    }

    @Override
    public List<String> exceptions() {
        return tree.exceptions();
    }

    @Override
    public boolean omnipotent() {
        return tree.omnipotent();
    }

    @Override
    public @Nullable StatusView statuses() {
        return tree.statuses();
    }

    @Override
    public @Nullable CallObserver observer() {
        return tree.observer();
    }

    @Override
    public void abort() {
        tree.abort();
    }

    @Override
    public void unmount() {
        if (isLast()) {
            whenGone.run();
            tree.unmount();
        }
    }

    @Override
    public void detach() {
        if (isLast()) {
            whenGone.run();
            tree.detach();
        }
    }
}
