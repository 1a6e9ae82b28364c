package io.umview.api;

import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/** A process in a view. What is asked is read from the kernel at that moment. */
@ProviderType
public interface GuestProcess {
    /** Process id (thread group id), as the hypervisor's pid namespace numbers it. */
    int pid();

    /** Who the calling thread is. */
    Credentials credentials() throws ErrnoException;

    /** A value that the calling thread has of its own or from an ancestor, or null. See {@link Inherited}. */
    <T> @Nullable T get(Inherited<T> key);

    /**
     * Sets an inherited value for all threads of the process and for what they start from now on.
     *
     * @param value null removes it
     * @throws ErrnoException EPERM when the process is being debugged and cannot be reached, EAGAIN when too many
     *     different sets of values are alive
     */
    <T> void set(Inherited<T> key, @Nullable T value) throws ErrnoException;
}
