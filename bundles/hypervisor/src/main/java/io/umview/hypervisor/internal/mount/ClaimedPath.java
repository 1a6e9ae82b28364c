package io.umview.hypervisor.internal.mount;

import io.umview.api.Call;
import io.umview.api.ErrnoException;
import io.umview.api.GuestText;
import io.umview.api.HiddenTree;
import io.umview.api.PathClaim;
import io.umview.api.PathPattern;
import io.umview.hypervisor.internal.chain.LoadedService;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A service's claim of paths: a mount for some callers, which is in no list of mounts. */
public final class ClaimedPath {
    private final LoadedService owner;
    private final PathClaim claim;
    private final PathPattern[] patterns;

    /** The tree at the first pattern, which often is the one path that matches; null until somebody has seen it. */
    private volatile @Nullable MountEntry entry;

    private boolean closed;

    /** The claim of a service. */
    public ClaimedPath(LoadedService owner, PathClaim claim) {
        this.owner = owner;
        this.claim = claim;
        List<PathPattern> all = claim.patterns();
        patterns = all.toArray(PathPattern[]::new);
    }

    LoadedService owner() {
        return owner;
    }

    /** The tree for who has come by a path to exactly these bytes, or null. */
    @Nullable
    MountEntry at(Call caller, ByteBuffer path, int offset, int length) throws ErrnoException {
        for (PathPattern pattern : patterns) {
            if (pattern.matches(path, offset, length)) {
                HiddenTree tree = claim.tree(caller);
                MountEntry known = tree == null ? null : entry(tree);
                return known == null ? null : seenAt(known, path, offset, length);
            }
        }
        return null;
    }

    private @Nullable MountEntry entry(HiddenTree tree) throws ErrnoException {
        MountEntry known = entry;
        return known != null && known.mounted() == tree ? known : renew(tree);
    }

    private synchronized @Nullable MountEntry renew(HiddenTree tree) throws ErrnoException {
        MountEntry known = entry;
        if (closed || known != null && known.mounted() == tree) {
            return closed ? null : known;
        }
        entry = MountEntry.of("none", patterns[0].toString(), "", "", true, 0, owner, tree);
        if (known != null) {
            known.letGo();
        }
        return entry;
    }

    /** Whether the tree may have a file to which the kernel gives a name. */
    boolean mayHold(ByteBuffer name, int length) {
        MountEntry known = entry;
        return known != null && known.tree() != null && known.tree().prefixOf(name, length) >= 0;
    }

    /** The tree for who has come to it otherwise, if it is the one with a kernel mount and has a file of this name. */
    @Nullable
    MountEntry withKernelMount(Call caller, long id, ByteBuffer name, int length) {
        MountEntry known = entry;
        MountedTree tree = known == null ? null : known.tree();
        if (known == null || tree == null || tree.mountId() != id || tree.prefixOf(name, length) < 0) {
            return null;
        }
        byte[] path = GuestText.encode(claim.path(caller));
        return seenAt(known, ByteBuffer.wrap(path), 0, path.length);
    }

    private static MountEntry seenAt(MountEntry entry, ByteBuffer path, int offset, int length) {
        if (entry.targetBytes().length == length && MountTable.equal(entry.targetBytes(), path, offset, length)) {
            return entry;
        }
        byte[] bytes = new byte[length];
        path.get(offset, bytes);
        return entry.seenAt(bytes);
    }

    synchronized void close() {
        closed = true;
        if (entry != null) {
            entry.letGo();
        }
    }
}
