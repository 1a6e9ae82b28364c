package io.umview.umfuse.internal;

import io.umview.linux.Files;
import io.umview.linux.Mounts;
import io.umview.linux.NativeBuffer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The first process of a program's namespace, and what it tells ({@link Launcher#SERVE}). */
final class ProgramProcess {
    private static final int O_PATH = 010000000;
    private static final int AT_EMPTY_PATH = 0x1000;
    private static final int EACCES = 13;
    private static final long MOUNT_SECONDS = 120;
    private static final long END_SECONDS = 15;
    private static final String GONE = "gone";
    private static final String CLOSED = "closed";
    private static final String CHANGED = "changed";

    private final Process process;
    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
    private volatile boolean mounted;
    private volatile boolean detached;
    private volatile boolean ended;
    private int pid;

    ProgramProcess(Process process, Consumer<String> output) {
        this.process = process;
        follow(process.getInputStream(), events::add, "umview-fuse-events");
        follow(process.getErrorStream(), output, "umview-fuse-output");
    }

    private void follow(InputStream stream, Consumer<String> lines, String name) {
        Thread thread = new Thread(
                () -> {
                    try (BufferedReader reader =
                            new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
                        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                            lines.accept(line);
                            if (detached && line.equals(GONE)) {
                                closeOrders();
                            }
                        }
                    } catch (IOException e) {
                        // The process has ended.
                    }
                    if (stream == process.getInputStream()) {
                        ended = true;
                        events.add(CLOSED);
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Waits until the program has mounted, whether it stays in the foreground or not.
     *
     * @return a descriptor of the root
     * @throws IOException it did not mount
     */
    int awaitMount() throws IOException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(MOUNT_SECONDS);
        while (true) {
            String event = next(deadline);
            if (event.startsWith("pid ")) {
                pid = Integer.parseInt(event.substring(4));
                watchMounts();
            } else if (event.startsWith("exit ") || event.equals(CHANGED)) {
                if (isMounted()) {
                    mounted = true;
                    return openRoot();
                }
                if (event.startsWith("exit ")) {
                    throw new IOException("the program ended without mounting (status " + event.substring(5) + ")");
                }
            } else if (event.equals(CLOSED)) {
                throw new IOException("the program could not be started: user namespaces are needed (unshare(1))");
            }
        }
    }

    private String next(long deadline) throws IOException {
        try {
            String event = events.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (event == null) {
                throw new IOException("the program did not mount in time");
            }
            return event;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted");
        }
    }

    private void watchMounts() {
        int mountinfo = Files.open("/proc/" + pid + "/mountinfo", Files.O_RDONLY | Files.O_CLOEXEC, 0);
        if (mountinfo < 0) {
            return;
        }
        Thread watch = new Thread(
                () -> {
                    while (!mounted && !ended) {
                        if (Mounts.awaitChange(mountinfo, 100)) {
                            events.add(CHANGED);
                        }
                    }
                    Files.close(mountinfo);
                },
                "umview-fuse-mounts");
        watch.setDaemon(true);
        watch.start();
    }

    private boolean isMounted() throws IOException {
        for (String line : java.nio.file.Files.readAllLines(Path.of("/proc/" + pid + "/mountinfo"))) {
            String[] fields = line.split(" ");
            int separator = line.indexOf(" - fuse");
            if (fields.length > 4 && fields[4].equals(Launcher.PLACE) && separator > 0) {
                return true;
            }
        }
        return false;
    }

    private int openRoot() throws IOException {
        int root = Files.open("/proc/" + pid + "/root" + Launcher.PLACE, O_PATH | Files.O_CLOEXEC, 0);
        if (root < 0) {
            throw new IOException("the program's mount cannot be reached");
        }
        NativeBuffer status = new NativeBuffer(Files.STATX + 8);
        if (Files.statx(root, status.address() + Files.STATX, AT_EMPTY_PATH, 0, status.address()) == -EACCES) {
            // fs/fuse/dir.c: fuse_allow_current_process() lets in the mounter, or those in its user namespace.
            Files.close(root);
            throw new IOException("the program mounts with allow_other, which keeps out all but its user namespace");
        }
        return root;
    }

    boolean ended() {
        return ended;
    }

    /** Ends the program, so that all that it was asked for fails, and who waits for it goes on. */
    void kill() {
        order(Launcher.KILL);
    }

    /** Unmounts in the namespace. The program goes on as long as files are open, then all ends. */
    void detach() {
        mounted = true;
        detached = true;
        order(Launcher.DETACH);
        if (events.contains(GONE)) {
            closeOrders();
        }
    }

    private synchronized void order(String order) {
        try {
            process.getOutputStream().write((order + "\n").getBytes(StandardCharsets.US_ASCII));
            process.getOutputStream().flush();
        } catch (IOException e) {
            // It has ended already.
        }
    }

    private synchronized void closeOrders() {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            // It has ended already.
        }
    }

    /** Unmounts in the namespace, and waits until all has ended. */
    void end() {
        mounted = true;
        closeOrders();
        try {
            if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
