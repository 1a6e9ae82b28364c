package io.umview.lwipv6.link;

import java.util.concurrent.Executor;

/** The thread that a stack belongs to. */
public interface EventLoop extends Executor {
    /** Has a task done by the thread, soon. May be called by any thread. After the end of the loop tasks are dropped. */
    @Override
    void execute(Runnable task);

    /** Whether the caller is the thread. */
    boolean inLoop();

    /** Has a task done by the thread when it has finished what it is at, before it waits. In the thread only. */
    void later(Runnable task);
}
