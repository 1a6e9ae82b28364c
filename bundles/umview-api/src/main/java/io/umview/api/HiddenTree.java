package io.umview.api;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A mounted file system whose files are real ones that no guest can name. The hypervisor resolves the paths of the view, makes
 * the calls that lead here at the tree, with the caller's credentials and umask, and gives descriptors to the guest. What is done
 * with those is the kernel's business.
 *
 * <p>The methods are asked once, when the tree is mounted.
 */
@ConsumerType
public interface HiddenTree extends FileSystemType.Mounted {
    /**
     * The root: a descriptor of the hypervisor, such as one of open(2) with O_PATH, to a directory, or to a file of any other
     * kind when that is mounted over a single path. The hypervisor duplicates it and closes the duplicate before
     * {@link #unmount}. It should be the root of a kernel mount of its own, as open_tree(2) and fsmount(2) make them, but may be
     * any directory.
     */
    int root();

    /** Not asked. */
    @Override
    default FileOperations files() {
        return new FileOperations() {};
    }

    /**
     * Paths below the mount point at which the view shows what would be there without this mount. Each begins with a slash and
     * has neither dots nor a slash at its end.
     */
    default List<String> exceptions() {
        return List.of();
    }

    /** Whether calls are made with the credentials of the hypervisor, whoever the caller is. */
    default boolean omnipotent() {
        return false;
    }

    /**
     * What stat(2) shows otherwise than the files are, or null. With one, fstat(2) too is trapped from then on, and asks for every
     * descriptor whose device is that of the root. And open(2) with O_EXCL, but without O_CREAT, is made with O_APPEND then, and
     * no other is: FUSE tells of that flag only.
     */
    default @Nullable StatusView statuses() {
        return null;
    }

    /**
     * Who says what regular files contain when they are opened, or null: then it is what they contain. With one, nothing in the tree
     * can be made, removed or changed by guests: EPERM.
     */
    default @Nullable ContentView contents() {
        return null;
    }

    /** Gives guests descriptors for regular files of a tree, as proc(5) makes up what its files contain. */
    @ConsumerType
    @FunctionalInterface
    interface ContentView {
        /**
         * Answers open(2) and its relatives for a regular file that the caller may open that way, or, with O_CREAT, for a name that does
         * not exist in a folder that does.
         *
         * @param path within the tree: empty for the root, else it begins with a slash
         * @param flags O_* as the guest gave them
         * @return as a {@linkplain CallHandler handler} answers, but it may not decline
         */
        Reply open(Call call, String path, int flags) throws ErrnoException;
    }

    /** Who is told of the calls with paths that lead here, or null: nobody. */
    default @Nullable CallObserver observer() {
        return null;
    }

    /** Is told of calls with paths: what is done with descriptors, and the execution of programs, is the kernel's business. */
    @ConsumerType
    @FunctionalInterface
    interface CallObserver {
        /**
         * A call was made. Must not block.
         *
         * @param path where its path, or the second of two, leads below the mount point: empty, or beginning with a slash
         * @param error what it failed with, or null
         */
        void made(Call call, String path, @Nullable Errno error);
    }

    /** Shows files of a tree as something else than they are, such as devices. */
    @ConsumerType
    @FunctionalInterface
    interface StatusView {
        /**
         * What stat(2) and its relatives show. Must not block.
         *
         * @param real what the tree says; {@link FileStatus#inode} tells which file it is about
         * @return {@code real} itself for a file that is as it is; else type, permissions, owner, number, size and times count
         */
        FileStatus status(Call call, FileStatus real);
    }
}
