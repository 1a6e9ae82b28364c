package io.umview.fuse.internal.session;

import io.umview.fuse.MountSettings;
import io.umview.fuse.NodeFileSystem;
import io.umview.fuse.internal.protocol.Identities;
import io.umview.linux.Files;
import io.umview.linux.Mounts;
import io.umview.linux.NativeBuffer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The threads that serve one file system. There is always one more than there are operations under way, up to a limit, so that an
 * operation that waits holds nobody up.
 */
public final class Session {
    private static final Logger LOG = Logger.getLogger(Session.class.getName());
    private static final int IDLE = 10;
    private static final int EINTR = 4;
    private static final int ENOENT = 2;
    private static final int EAGAIN = 11;
    private static final long FUSE_DEV_IOC_CLONE = 0x8004e500L;
    private static final long CLOSE_MILLIS = 5000;

    private final NodeFileSystem files;
    private final MountSettings settings;
    private final DeviceConnection connection;
    private final int device;
    private final Identities identities;
    private final List<Worker> workers = new CopyOnWriteArrayList<>();

    /** Threads that wait for requests. */
    private final AtomicInteger readers = new AtomicInteger();

    private final AtomicBoolean destroyed = new AtomicBoolean();
    private final EarlyInterrupts early = new EarlyInterrupts();
    private volatile boolean closing;
    private volatile boolean ended;
    private volatile boolean initialised;

    /** @param device a descriptor of /dev/fuse, which this session closes when it ends */
    public Session(NodeFileSystem files, MountSettings settings, int device, Identities identities) {
        this.files = files;
        this.settings = settings;
        this.device = device;
        this.identities = identities;
        this.connection = new DeviceConnection(device);
    }

    /** Begins to serve. */
    public void start() {
        synchronized (workers) {
            spawn();
        }
    }

    NodeFileSystem files() {
        return files;
    }

    Identities identities() {
        return identities;
    }

    MountSettings settings() {
        return settings;
    }

    /** The kernel has said what it can do. */
    void initialised() {
        initialised = true;
        files.init(connection);
    }

    /** A thread is about to wait for a request. @return whether it is to */
    boolean mayRead() {
        if (readers.incrementAndGet() > IDLE || closing || ended) {
            stopReading();
            return false;
        }
        return true;
    }

    /** It waits no longer. */
    void hasRead() {
        if (readers.decrementAndGet() == 0) {
            synchronized (workers) {
                if (closing || ended) {
                    workers.notifyAll();
                } else if (workers.size() < settings.threads() && initialised && readers.get() == 0) {
                    spawn();
                }
            }
        }
    }

    private void stopReading() {
        if (readers.decrementAndGet() == 0) {
            synchronized (workers) {
                workers.notifyAll();
            }
        }
    }

    private void spawn() {
        Worker worker = new Worker(this, clone(device));
        workers.add(worker);
        Thread thread = new Thread(worker, "umview-fuse-" + settings.subtype());
        thread.setDaemon(true);
        thread.start();
    }

    /** A descriptor with a queue of its own for requests that were read (Linux 4.2), or a mere duplicate. */
    private static int clone(int device) {
        int another = Files.open("/dev/fuse", Files.O_RDWR | Files.O_CLOEXEC, 0);
        if (another >= 0) {
            NativeBuffer argument = new NativeBuffer(Long.BYTES);
            argument.bytes().putInt(0, device);
            int result = Files.ioctl(another, FUSE_DEV_IOC_CLONE, argument.address());
            java.lang.ref.Reference.reachabilityFence(argument);
            if (result == 0) {
                return another;
            }
            Files.close(another);
        }
        return Files.fcntl(device, Files.F_DUPFD_CLOEXEC, 0);
    }

    /** Whether an error of read(2) is the end: ENODEV after the unmount, ECONNABORTED. */
    boolean endsWith(int errno) {
        boolean end = errno != EINTR && errno != ENOENT && errno != EAGAIN;
        if (end) {
            ended = true;
        }
        return end;
    }

    /** A thread is done. The last one ends the session. */
    void leave(Worker worker) {
        boolean last;
        synchronized (workers) {
            workers.remove(worker);
            last = workers.isEmpty();
            Files.close(worker.device());
        }
        if (last && (ended || closing)) {
            ended = true;
            destroy();
            connection.end();
            synchronized (workers) {
                Files.close(device);
                workers.notifyAll();
            }
        }
    }

    void destroy() {
        if (!destroyed.getAndSet(true)) {
            try {
                files.destroy();
            } catch (RuntimeException e) {
                LOG.log(Level.WARNING, "destroy", e);
            }
        }
    }

    void interrupt(long unique) {
        for (Worker worker : workers) {
            if (worker.interrupt(unique)) {
                return;
            }
        }
        early.add(unique);
    }

    boolean wasInterrupted(long unique) {
        return early.take(unique);
    }

    void failed(int opcode, Throwable cause) {
        LOG.log(Level.WARNING, settings.subtype() + ": operation " + opcode + " failed", cause);
    }

    /** Whether the kernel has ended the connection, or {@link #close} was called. */
    public boolean ended() {
        return ended || closing;
    }

    /**
     * Ends the connection, whoever has files of it open. Threads that wait in read(2) are woken by a request each; one whose
     * operation never returns is left behind, with a descriptor that leads nowhere.
     *
     * @param root a descriptor in the file system, to make requests by
     */
    public void close(int root) {
        if (settings.writebackCache() && !ended()) {
            writeBack(root);
        }
        synchronized (workers) {
            if (closing) {
                return;
            }
            closing = true;
        }
        Thread knocker = new Thread(() -> knock(root), "umview-fuse-close");
        knocker.setDaemon(true);
        knocker.start();
        awaitReaders();
        disconnect();
        try {
            knocker.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        awaitWorkers();
    }

    private static void writeBack(int root) {
        int open = Files.open("/proc/self/fd/" + root, Files.O_RDONLY | Files.O_NONBLOCK | Files.O_CLOEXEC, 0);
        if (open >= 0) {
            Mounts.syncfs(open);
            Files.close(open);
        }
    }

    private void knock(int root) {
        while (readers.get() > 0 && !ended) {
            Mounts.probe(root);
        }
    }

    private void awaitReaders() {
        long deadline = System.nanoTime() + CLOSE_MILLIS * 1_000_000;
        synchronized (workers) {
            while (readers.get() > 0 && !workers.isEmpty() && waitUntil(deadline)) {}
        }
    }

    private void awaitWorkers() {
        long deadline = System.nanoTime() + CLOSE_MILLIS * 1_000_000 / 10;
        synchronized (workers) {
            while (!workers.isEmpty() && waitUntil(deadline)) {}
        }
    }

    private boolean waitUntil(long deadline) {
        long millis = (deadline - System.nanoTime()) / 1_000_000;
        if (millis <= 0) {
            return false;
        }
        try {
            workers.wait(millis);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** With the last descriptor of /dev/fuse the kernel ends the connection: all requests fail with ENOTCONN. */
    private void disconnect() {
        int nowhere = Files.open("/dev/null", Files.O_RDWR | Files.O_CLOEXEC, 0);
        synchronized (workers) {
            if (workers.isEmpty()) {
                Files.close(nowhere);
                return;
            }
            Mounts.replace(device, nowhere);
            for (Worker worker : workers) {
                Mounts.replace(worker.device(), nowhere);
            }
        }
        Files.close(nowhere);
    }
}
