package io.umview.lwipv6.link;

import java.util.ArrayDeque;

/** An event loop that does nothing until it is told to. */
final class ManualLoop implements EventLoop {
    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
    }

    @Override
    public boolean inLoop() {
        return true;
    }

    @Override
    public void later(Runnable task) {
        tasks.add(task);
    }

    /** How many tasks wait. */
    int waiting() {
        return tasks.size();
    }

    /** Does all that is to be done. */
    void run() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }
}
