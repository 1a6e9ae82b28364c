package io.umview.api;

import java.util.function.Predicate;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The service chain of one view, as one service sees it.
 *
 * <p>Of several claims that match a call the newest is asked first; it may {@linkplain Reply#DECLINE decline}, then the next
 * older one is asked; when nobody wants the call the kernel executes it. A claim widens what is trapped, in running guests
 * too, before the method that made it returns. All claims of a service end with the service.
 */
@ProviderType
public interface Chain {
    /** The view that this chain belongs to. */
    View view();

    /** Claims system calls: the handler sees every call of the view that a trap describes. */
    Claim claimCalls(Interest interest, CallHandler handler) throws ErrnoException;

    /**
     * Claims file system types: every type that begins with {@code prefix} is mounted by {@code type}. Among several
     * prefixes that match the longest wins.
     */
    Claim claimFileSystem(String prefix, FileSystemType type);

    /**
     * Claims paths of the host, for some of the view's processes. As {@link #claimCalls} it may trap more, and may not be called
     * while a call is handled.
     */
    Claim claimPaths(PathClaim claim) throws ErrnoException;

    /**
     * Starts the bundle that provides a submodule, if it is not running yet.
     *
     * @param name the file system type, such as {@code umnetnull}
     * @throws ErrnoException ENODEV when no bundle on the module path offers it
     */
    void loadSubmodule(String name) throws ErrnoException;

    /**
     * The canonical path that a path argument leads to: absolute as the view's processes see it, without symbolic links and
     * dots. It compares with {@link MountRequest#target}.
     *
     * @param path as the guest gave it; relative to the caller's working directory unless it begins with a slash
     * @throws ErrnoException what path_resolution(7) says: ENOENT, ENOTDIR, EACCES, ELOOP, ENAMETOOLONG
     */
    String resolve(Call call, byte[] path) throws ErrnoException;

    /**
     * Opens a file as the view shows it, with the hypervisor's own credentials: open(2).
     *
     * @param path canonical, as {@link MountRequest#source} and {@link #resolve} name it
     * @param flags O_*; O_CREAT is not supported
     * @return a descriptor of the hypervisor, close-on-exec, which belongs to the caller
     */
    int open(String path, int flags) throws ErrnoException;

    /** Whether some live process of the view has an inherited value that passes a test. */
    <T> boolean anyProcess(Inherited<T> key, Predicate<T> test);

    /** Something that a service made its own in a view. */
    @ProviderType
    interface Claim extends AutoCloseable {
        /** Withdraws the claim. Calls that it would have matched go to older claims or to the kernel from now on. */
        @Override
        void close();
    }
}
