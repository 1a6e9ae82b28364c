package io.umview.fuse;

import org.osgi.annotation.versioning.ProviderType;

/** Takes the entries of a directory until the caller's buffer is full. */
@ProviderType
public interface DirectoryEntries {
    /** Whether entries come with what {@link NodeFileSystem#lookup} would say of them: readdirplus. */
    boolean plus();

    /**
     * Adds an entry without attributes.
     *
     * @param type the type bits of its mode, or 0
     * @param next where reading goes on after it: any number but 0
     * @return false when it found no room, and reading ends
     */
    boolean add(String name, long inode, int type, long next);

    /** Adds an entry with attributes; if this is not {@link #plus}, without them. A lookup counts only if this returns true
     * and entries are {@link #plus}. */
    boolean add(String name, Entry entry, long next);
}
