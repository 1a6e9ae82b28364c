package io.umview.umfuse.internal;

import io.umview.api.Chain;
import io.umview.api.HiddenTree;
import io.umview.api.MountRequest;
import io.umview.fuse.FuseMount;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is mounted, as the hypervisor sees it. */
final class Tree implements HiddenTree {
    private static final int MNT_DETACH = 2;

    private final Chain chain;
    private final MountRequest request;
    private final UmfuseOptions options;
    private final FuseMount mount;

    Tree(Chain chain, MountRequest request, UmfuseOptions options, FuseMount mount) {
        this.chain = chain;
        this.request = request;
        this.options = options;
        this.mount = mount;
    }

    @Override
    public int root() {
        return mount.root();
    }

    @Override
    public List<String> exceptions() {
        return options.exceptions();
    }

    @Override
    public boolean omnipotent() {
        return !options.human() && !(mount instanceof MergedMount && MergedMount.checksRights());
    }

    @Override
    public @Nullable StatusView statuses() {
        return mount instanceof MergedMount merged ? merged.statuses() : null;
    }

    @Override
    public @Nullable CallObserver observer() {
        return options.debug() ? new CallTrace(request.target(), chain.view()::announce) : null;
    }

    @Override
    public void abort() {
        if (mount instanceof ProgramMount program) {
            program.abort();
        } else if (mount instanceof MergedMount merged) {
            merged.abort();
        }
    }

    @Override
    public void unmount() {
        mount.close();
        announceEnd(0);
    }

    @Override
    public void detach() {
        if (mount instanceof ProgramMount program) {
            program.detach();
        } else {
            mount.close();
        }
        announceEnd(MNT_DETACH);
    }

    private void announceEnd(int flag) {
        if (options.debug()) {
            chain.view().announce("UMOUNT => path:" + request.target() + " flag:" + flag);
        }
    }
}
