package io.umview.fuse;

import io.umview.api.ErrnoException;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The kernel, as a mounted file system can tell it that something has changed behind its back. Not from an operation on the same
 * file, whose pages or names the kernel may hold locked; {@link NodeFileSystem#lseek} is none that does.
 */
@ProviderType
public interface Connection {
    /**
     * Attributes and cached data of a node are no longer right. What was written to that data and is not passed on yet is written
     * first, and this waits for it.
     *
     * @param length bytes from {@code offset}; 0 or less: to the end. A negative offset: attributes alone
     * @throws ErrnoException ENOENT: the kernel does not know the node
     */
    void invalidateNode(long node, long offset, long length) throws ErrnoException;

    /** A name no longer stands for what it did. */
    void invalidateEntry(long parent, String name) throws ErrnoException;

    /** A name was removed; watchers (inotify(7)) are told. */
    void deleted(long parent, long child, String name) throws ErrnoException;

    /** Something that poll(2) waits for may have happened. */
    void pollWakeUp(long pollHandle) throws ErrnoException;
}
