package io.umview.hypervisor.internal.boot;

import io.umview.linux.Epoll;
import io.umview.linux.Files;
import io.umview.linux.NativeBuffer;
import io.umview.linux.Processes;
import java.util.List;

/** Waits for processes to end, by pidfds (Linux 5.3). */
final class Departure {
    private Departure() {}

    /** Waits until all have ended or the time is over. @return whether all have ended */
    static boolean await(List<Integer> processes, long milliseconds) {
        long deadline = System.nanoTime() + milliseconds * 1_000_000;
        for (int pid : processes) {
            int pidfd = Processes.pidfdOpen(pid);
            if (pidfd >= 0 && !ended(pidfd, deadline)) {
                return false;
            }
        }
        return true;
    }

    private static boolean ended(int pidfd, long deadline) {
        int epoll = Epoll.create();
        NativeBuffer event = new NativeBuffer(Epoll.EVENT);
        try {
            Epoll.add(epoll, pidfd, Epoll.EPOLLIN, 0);
            int ready;
            do {
                long left = Math.max(0, (deadline - System.nanoTime()) / 1_000_000);
                ready = Epoll.await(epoll, event.address(), 1, (int) Math.min(left, Integer.MAX_VALUE));
            } while (ready < 0);
            return ready > 0;
        } finally {
            Files.close(epoll);
            Files.close(pidfd);
        }
    }
}
