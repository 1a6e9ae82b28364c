package io.umview.tracer.internal;

import io.umview.linux.NativeBuffer;
import io.umview.linux.Wait;
import io.umview.tracer.Tracer;
import java.io.File;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The guest threads of a tracing thread, to which this belongs, and their processes: who comes and who goes. */
final class TracedThreads {
    private final Children children;
    private final ProcFiles proc;
    private final Consumer<TracedThread> leaving;
    private final Map<Integer, TracedThread> threads = new ConcurrentHashMap<>();
    private @Nullable TracedThread latest;
    private final Map<Integer, TracedGroup> groups = new HashMap<>();

    /** Threads of which the creator's stop was seen and their own was not yet. */
    private final Map<Integer, TracedThread.Born> born = new HashMap<>();

    /** Processes that ended and wait for their parent to take notice; if it never does they become children of this one. */
    private final Set<Integer> remains = new HashSet<>();

    private final NativeBuffer remainsInfo = new NativeBuffer(Wait.SIGINFO);

    /** @param leaving is told which thread is about to be forgotten */
    TracedThreads(Children children, ProcFiles proc, Consumer<TracedThread> leaving) {
        this.children = children;
        this.proc = proc;
        this.leaving = leaving;
    }

    /** Their ids. For every thread. */
    IntStream ids() {
        return threads.keySet().stream().mapToInt(Integer::intValue);
    }

    Collection<TracedThread> all() {
        return threads.values();
    }

    Collection<TracedGroup> groups() {
        return groups.values();
    }

    /** Those of a process; null if it has none. */
    @Nullable
    TracedGroup group(int process) {
        return groups.get(process);
    }

    /** The thread of an id, null if it is not known. */
    @Nullable
    TracedThread get(int id) {
        return threads.get(id);
    }

    /** A thread that has stopped, null if it is no guest's. */
    @Nullable
    TracedThread atStop(int id) {
        TracedThread stopped = latest != null && latest.id == id ? latest : threads.get(id);
        if (stopped == null) {
            stopped = adopt(id);
        }
        latest = stopped;
        return stopped;
    }

    boolean has(TracedThread thread) {
        return threads.get(thread.id) == thread;
    }

    /** A thread was created, and may not have stopped yet. */
    void created(int id, TracedThread creator) {
        if (!threads.containsKey(id) && proc.processOf(id) >= 0) {
            born.put(id, new TracedThread.Born(creator.generationWhenResumed, creator.markSerial));
        }
    }

    /** A thread stops for the first time: it was created by another, whose own stop may come later or never. */
    private @Nullable TracedThread adopt(int id) {
        int process = proc.processOf(id);
        if (process < 0) {
            return null;
        }
        TracedThread.Born from = born.remove(id);
        TracedGroup group = groups.get(process);
        if (group == null) {
            TracedGroup parent = groups.get(proc.parentOf(id));
            int covered = from != null ? from.generation() : parent != null ? parent.generation() : 0;
            TracedThread first = add(id, process, new TracedThread.Born(covered, 0));
            if (parent != null) {
                first.group.bornOf(parent);
            }
            return first;
        }
        if (from == null) {
            int serial = group.threads.stream()
                    .mapToInt(other -> other.markSerial)
                    .min()
                    .orElse(0);
            from = new TracedThread.Born(group.generation(), serial);
        }
        return add(id, process, from);
    }

    TracedThread add(int id, int process, TracedThread.Born from) {
        if (groups.isEmpty()) {
            children.some();
        }
        TracedGroup group = groups.computeIfAbsent(process, TracedGroup::new);
        TracedThread added = new TracedThread(id, group, from);
        group.threads.add(added);
        threads.put(id, added);
        return added;
    }

    /** Prepares for the threads of a process that is to become a guest. @return false if it is one */
    boolean prepare(TracedGroup group) {
        return groups.putIfAbsent(group.id, group) == null;
    }

    /** A thread that executed a program takes over the id of its process, which was that of another thread. */
    void tookOver(TracedThread leader, int formerId) {
        TracedThread former = threads.get(formerId);
        if (former != null && former != leader) {
            leader.generation = former.generation;
            leader.markSerial = former.markSerial;
            forget(former);
        }
    }

    /** Forgets a process none of whose threads is known. */
    void forgetIfEmpty(TracedGroup group) {
        if (group.threads.isEmpty()) {
            groups.remove(group.id);
        }
    }

    void forget(TracedThread over) {
        leaving.accept(over);
        threads.remove(over.id);
        latest = null;
        over.group.threads.remove(over);
    }

    /** A thread has ended, and with its first thread a process. @return whether no guest is left, nor about to come */
    boolean ended(int id, Tracer.ExitStatus status) {
        born.remove(id);
        TracedThread over = threads.get(id);
        if (over != null) {
            forget(over);
        }
        TracedGroup group = groups.remove(id);
        if (group != null) {
            List.copyOf(group.threads).forEach(this::forget);
        }
        if (group != null || over == null) {
            if (!children.isAwaited(id)) {
                remains.add(id);
            }
            remains.removeIf(this::isNoMore);
        }
        children.ended(id, status);
        return groups.isEmpty() && born.isEmpty();
    }

    private boolean isNoMore(int process) {
        return !threads.containsKey(process)
                && (Children.collectIfEnded(process, remainsInfo) != null || !new File("/proc/" + process).exists());
    }
}
