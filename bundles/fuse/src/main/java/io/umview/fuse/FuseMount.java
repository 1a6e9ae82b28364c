package io.umview.fuse;

import org.osgi.annotation.versioning.ProviderType;

/** A file system that is mounted where nobody sees it. */
@ProviderType
public interface FuseMount extends AutoCloseable {
    /** A descriptor of the root (O_PATH), valid until {@link #close}. */
    int root();

    /** Whether the kernel has ended the connection, or {@link #close} was called. */
    boolean ended();

    /** Unmounts. Files that are still open somewhere fail with ENOTCONN from then on. */
    @Override
    void close();
}
