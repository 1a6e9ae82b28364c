package io.umview.umfuse;

import io.umview.api.ErrnoException;
import io.umview.api.MountOptions;
import io.umview.api.MountRequest;
import org.osgi.annotation.versioning.ProviderType;

/** The wish for a file system. */
@ProviderType
public interface FileSystemRequest {
    /** What mount(2) asks for. */
    MountRequest mount();

    /** The options that are the file system's own: without those of umfuse. */
    MountOptions options();

    /** Whether nothing may be written. */
    boolean readOnly();

    /** Who owns what belongs to nobody: the user that mounts. */
    int uid();

    /** The group of what belongs to nobody. */
    int gid();

    /**
     * Opens the source as the view shows it.
     *
     * @param flags O_*
     * @return a descriptor of the hypervisor, which belongs to the caller
     */
    int openSource(int flags) throws ErrnoException;
}
