package io.umview.umfuse.internal;

import io.umview.api.ErrnoException;
import io.umview.api.FileStatus;
import io.umview.api.HiddenTree.StatusView;
import io.umview.fuse.FuseMount;
import io.umview.fuse.MountSettings;
import io.umview.fuse.host.FuseHost;
import io.umview.fuse.union.UnionFileSystem;
import io.umview.linux.Files;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A file system united with what is below its mount point. */
final class MergedMount implements FuseMount {
    private final FuseMount upper;
    private final FuseMount union;
    private final UnionFileSystem files;

    private MergedMount(FuseMount upper, FuseMount union, UnionFileSystem files) {
        this.upper = upper;
        this.union = union;
        this.files = files;
    }

    /**
     * Unites.
     *
     * @param upper belongs to the result
     * @param below a descriptor of the directory below, which is closed with the result, or if there is none
     */
    static MergedMount of(FuseMount upper, int below, String source, String type) throws ErrnoException, IOException {
        int top = Files.fcntl(upper.root(), Files.F_DUPFD_CLOEXEC, 0);
        UnionFileSystem files;
        try {
            files = new UnionFileSystem(top, below);
        } catch (ErrnoException e) {
            Files.close(top);
            Files.close(below);
            throw e;
        }
        try {
            MountSettings settings = MountSettings.of(source, type).withDefaultPermissions(checksRights());
            return new MergedMount(upper, FuseHost.mount(files, settings), files);
        } catch (IOException e) {
            files.destroy();
            throw e;
        }
    }

    /** What is below is not to be open to whom root has become: then the kernel checks, as it knows whose the files are. */
    static boolean checksRights() {
        return Self.uid() == 0;
    }

    /** Whose files are, where the kernel cannot be told of other users than the one that mounts. */
    @Nullable
    StatusView statuses() {
        return checksRights()
                ? null
                : (call, real) -> {
                    UnionFileSystem.Owner owner = files.owner(real.inode());
                    return owner == null ? real : owned(real, owner);
                };
    }

    private static FileStatus owned(FileStatus of, UnionFileSystem.Owner owner) {
        return new FileStatus(
                of.mode(),
                of.device(),
                of.inode(),
                of.links(),
                owner.uid(),
                owner.gid(),
                of.special(),
                of.size(),
                of.accessed(),
                of.modified(),
                of.changed());
    }

    void abort() {
        if (upper instanceof ProgramMount program) {
            program.abort();
        }
    }

    @Override
    public int root() {
        return union.root();
    }

    @Override
    public boolean ended() {
        return union.ended();
    }

    @Override
    public void close() {
        union.close();
        upper.close();
    }
}
