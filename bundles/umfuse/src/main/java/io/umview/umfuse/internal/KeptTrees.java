package io.umview.umfuse.internal;

import io.umview.api.HiddenTree;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What this bundle has mounted in all views, by the id of the mount. A newer revision goes on with it: to mount the same image
 * once more beside the program that still has it open would damage it.
 */
final class KeptTrees {
    private final Map<Long, KeptTree> trees = new ConcurrentHashMap<>();

    /** A new mount. */
    KeptTree add(long id, HiddenTree tree) {
        KeptTree kept = new KeptTree(tree, () -> trees.remove(id)).hold();
        trees.put(id, kept);
        return kept;
    }

    /** What an older revision had mounted; null for a new mount. */
    @Nullable
    KeptTree inherited(long id) {
        KeptTree kept = trees.get(id);
        return kept == null ? null : kept.hold();
    }

    /** For a newer revision. */
    Map<Long, HiddenTree> give() {
        Map<Long, HiddenTree> given = new HashMap<>();
        trees.forEach((id, kept) -> given.put(id, kept.give()));
        return given;
    }

    /** From an older revision; again for each view. */
    void take(Map<Long, HiddenTree> given) {
        given.forEach((id, tree) -> trees.computeIfAbsent(id, key -> new KeptTree(tree, () -> trees.remove(key))));
    }
}
