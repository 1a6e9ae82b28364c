package io.umview.fuse;

import org.osgi.annotation.versioning.ProviderType;

/**
 * Who asks. Valid until the operation returns.
 *
 * <p>Of what the kernel does by itself, such as writing back cached pages, user, group and process are 0.
 */
@ProviderType
public interface Request {
    /** File system user id of the caller. */
    int uid();

    /** File system group id of the caller. */
    int gid();

    /** Id of the calling thread, 0 when it is in a pid namespace that cannot be seen. */
    int pid();

    /** Whether a signal is pending for the caller. An operation that waits gives up then and fails with EINTR. */
    boolean interrupted();

    /**
     * Asks to be told when a signal comes for the caller; at once, if one has come already.
     *
     * @param action runs on another thread and must not block
     */
    void onInterrupt(Runnable action);
}
