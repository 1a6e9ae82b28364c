package io.umview.umfuse.internal;

import io.umview.api.Service;
import java.util.Map;

/** umfuse in one view. */
record Umfuse(KeptTrees trees) implements Service.Loaded {
    private static final String TREES = "trees";

    @Override
    public Map<String, Object> handOver() {
        return Map.of(TREES, trees.give());
    }

    /** Goes on with what an older revision handed over. */
    @SuppressWarnings("unchecked") // handOver() put it there
    static void take(KeptTrees trees, Map<String, Object> handedOver) {
        if (handedOver.get(TREES) instanceof Map<?, ?> given) {
            trees.take((Map<Long, io.umview.api.HiddenTree>) given);
        }
    }
}
