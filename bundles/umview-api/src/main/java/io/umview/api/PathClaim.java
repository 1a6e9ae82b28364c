package io.umview.api;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A tree that covers paths of the host for some callers only: they find it there as if it were mounted, others find what is there
 * without it. Mounts of the view go before it.
 */
@ConsumerType
public interface PathClaim {
    /** Where it is found: canonical paths. Asked once. */
    List<PathPattern> patterns();

    /**
     * The tree that a caller sees. Asked whenever a path comes to a place that matches, maybe several times for one call, which may be
     * any. It may take some time to make the tree, but must not block otherwise.
     *
     * @return the same object as long as it is the same tree, which may be let go of when there is another one, or when the claim has
     *     been withdrawn. What a {@link HiddenTree} is asked when it is mounted is asked when an object is seen for the first
     *     time; {@link HiddenTree#statuses} does not count here. Null: the caller sees what is there without this claim
     * @throws ErrnoException the call fails with that errno
     */
    @Nullable
    HiddenTree tree(Call call) throws ErrnoException;

    /**
     * The canonical path by which a caller knows the root of the tree who has not come there by a path: by its working directory
     * or a descriptor. It matches a pattern.
     */
    String path(Call call);
}
