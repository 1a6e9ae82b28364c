package io.umview.tracer.internal;

import io.umview.linux.Helpers;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Finds all guest processes: the descendants of this process, orphans included but no {@linkplain Helpers helpers}, and of
 * processes that were attached.
 */
final class GuestTree {
    private final int self = (int) ProcessHandle.current().pid();
    private final ProcFiles proc = new ProcFiles();
    private final Set<Integer> attached = ConcurrentHashMap.newKeySet();

    /** A process that is a guest without being a descendant. */
    void attached(int process) {
        attached.add(process);
    }

    /** The processes that are guests now. */
    synchronized List<Integer> processes() {
        Set<Integer> found = new LinkedHashSet<>();
        List<Integer> open = new ArrayList<>(children(self));
        open.addAll(attached);
        while (!open.isEmpty()) {
            int process = open.remove(open.size() - 1);
            if (found.add(process)) {
                open.addAll(children(process));
            }
        }
        return List.copyOf(found);
    }

    private List<Integer> children(int process) {
        List<Integer> children = new ArrayList<>();
        for (int thread : ProcFiles.threads(process)) {
            if (!Helpers.areChildrenOf(thread)) {
                children.addAll(proc.children(process, thread));
            }
        }
        return children;
    }
}
