package io.umview.hypervisor;

import io.umview.api.ErrnoException;
import io.umview.api.SystemCall;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.osgi.annotation.versioning.ProviderType;

/** The running hypervisor; an OSGi service from the moment that its first guest starts. Views are named by their ids. */
@ProviderType
public interface Hypervisor {
    /** The views that have processes, outermost first. */
    List<ViewInfo> views();

    /** The services in a view's chain, oldest first. ENOENT when there is no such view, here and below. */
    List<ServiceInfo> services(int view) throws ErrnoException;

    /** um_add_service. */
    void addService(int view, String name, String arguments, boolean permanent) throws ErrnoException;

    /** um_del_service. */
    void deleteService(int view, String name) throws ErrnoException;

    /** The names that um_add_service would find on the module path. */
    Set<String> availableServices();

    /** What is mounted in a view, oldest first. */
    List<MountInfo> mounts(int view) throws ErrnoException;

    /** Mounts; the target is an absolute path. */
    void mount(int view, String type, String source, String target, String options) throws ErrnoException;

    /** Unmounts the newest mount at a path. */
    void unmount(int view, String target) throws ErrnoException;

    /** The guest processes of a view. */
    List<ProcessInfo> processes(int view) throws ErrnoException;

    /** Brings every trapped call to a listener until the result is closed. Costs nothing while nobody listens. */
    Subscription trace(TraceListener listener);

    /** Counts and times of trapped calls since the start, by call and by who answered. Asking for it first starts the count. */
    List<CallStatistics> statistics();

    /** The classes of events that the debug log shows (umview's option {@code -o}); empty when there is no log. */
    Set<String> debugClasses();

    /**
     * Changes the classes of events that the debug log shows.
     *
     * @param list names, {@code all}, each with {@code +} or {@code -} before it to add or take away
     * @throws ErrnoException EINVAL for a name that is no class, ENOENT when there is no log
     */
    void debug(String list) throws ErrnoException;

    /** A view. */
    record ViewInfo(int id, String name, int processes) {}

    /** A service in a chain. */
    record ServiceInfo(String name, String description, String arguments, boolean permanent) {}

    /** A mount, in the words of /proc/mounts. */
    record MountInfo(String source, String target, String type, String options, boolean permanent) {}

    /**
     * A guest process.
     *
     * @param attributes inherited values that differ from the view's own, in words (such as its default stacks)
     * @param descriptors its descriptors that a module answers for, in words
     */
    record ProcessInfo(
            int pid, int parent, String command, int threads, List<String> attributes, List<String> descriptors) {}

    /** Something that goes on until it is closed. */
    @ProviderType
    interface Subscription extends AutoCloseable {
        @Override
        void close();
    }

    /** Told of trapped calls. */
    @FunctionalInterface
    interface TraceListener {
        /**
         * One call was answered, or put off. Runs on the thread that does it, before the guest goes on; what it throws is
         * ignored.
         */
        void answered(TracedEvent event);
    }

    /** How far a trapped call has come. */
    enum Phase {
        /** It was answered at once. */
        ANSWERED,
        /** It was put off, and its answer will come as another event; unless its thread ends before. */
        UNFINISHED,
        /** It had been put off, and now was answered. */
        RESUMED;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * A trapped call and its answer.
     *
     * @param arguments decoded, as strace writes them: {@code AT_FDCWD, "/dev/net/null", O_RDONLY}
     * @param verdict what became of it: {@code continue}, a value, {@code -1 ENOENT (No such file or directory)}, {@code
     *     again}, {@code interrupted}; {@code later} if it is unfinished
     * @param module the service that answered, empty for the hypervisor itself or the kernel
     * @param nanoseconds from receiving the call to its answer, or to the decision to put it off
     */
    record TracedEvent(
            int thread,
            int view,
            SystemCall call,
            Phase phase,
            String arguments,
            String verdict,
            String module,
            long nanoseconds) {}

    /**
     * Counts of one call as answered by one module.
     *
     * @param p50 median of the time from receiving the call to its answer, in nanoseconds, within about 6 %; so the others
     */
    record CallStatistics(SystemCall call, String module, long count, long errors, long p50, long p90, long p99) {}
}
