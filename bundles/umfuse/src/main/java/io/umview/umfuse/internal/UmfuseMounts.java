package io.umview.umfuse.internal;

import io.umview.api.Chain;
import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.api.FileSystemType;
import io.umview.api.MountOptions;
import io.umview.api.MountRequest;
import io.umview.fuse.FuseMount;
import io.umview.fuse.MountSettings;
import io.umview.fuse.host.FuseHost;
import io.umview.linux.Files;
import io.umview.umfuse.FileSystemFactory;
import io.umview.umfuse.FileSystemRequest;
import io.umview.umfuse.ServedFileSystem;
import java.io.IOException;
import java.util.Optional;

/** {@code mount -t umfuse*}: a file system in Java if there is one of that type, else a FUSE program. */
final class UmfuseMounts implements FileSystemType {
    private static final int O_PATH = 010000000;

    private final Chain chain;
    private final FileSystemTypes types;
    private final Launcher launcher;
    private final KeptTrees trees;

    UmfuseMounts(Chain chain, FileSystemTypes types, Launcher launcher, KeptTrees trees) {
        this.chain = chain;
        this.types = types;
        this.launcher = launcher;
        this.trees = trees;
    }

    @Override
    public Mounted mount(MountRequest request) throws ErrnoException {
        KeptTree inherited = trees.inherited(request.id());
        if (inherited != null) {
            return inherited;
        }
        UmfuseOptions options = UmfuseOptions.parse(request.options(), request.flags());
        if (options.debug()) {
            announce("UmFUSE Debug enabled");
            announce("MOUNT=>filesystem:" + request.type() + " image:" + request.source() + " path:" + request.target()
                    + " args:" + request.options());
        }
        if (options.human()) {
            announce("UmFUSE Human mode");
        }
        try {
            Optional<FileSystemFactory> factory = factory(request.type());
            FuseMount mount = factory.isPresent()
                    ? serve(factory.get(), request, options)
                    : new ProgramMounts(chain, launcher).mount(request, options);
            return trees.add(
                    request.id(), new Tree(chain, request, options, options.merge() ? merged(mount, request) : mount));
        } catch (IOException e) {
            announce(request.type() + ": " + e.getMessage());
            throw Errno.EIO.exception();
        }
    }

    private FuseMount merged(FuseMount mount, MountRequest request) throws ErrnoException, IOException {
        try {
            int below = chain.open(request.target(), O_PATH | Files.O_CLOEXEC);
            return MergedMount.of(mount, below, request.source(), request.type());
        } catch (ErrnoException | IOException e) {
            mount.close();
            throw e;
        }
    }

    private void announce(String line) {
        chain.view().announce(line);
    }

    private Optional<FileSystemFactory> factory(String type) throws ErrnoException {
        Optional<FileSystemFactory> factory = types.find(type);
        if (factory.isEmpty()) {
            try {
                chain.loadSubmodule(type);
            } catch (ErrnoException e) {
                if (e.errno() != Errno.ENODEV) {
                    throw e;
                }
            }
            factory = types.find(type);
        }
        return factory;
    }

    private FuseMount serve(FileSystemFactory factory, MountRequest request, UmfuseOptions options)
            throws ErrnoException, IOException {
        ServedFileSystem served = factory.create(new Request(chain, request, options));
        MountSettings settings = served.settings().withDefaultPermissions(options.human());
        try {
            return FuseHost.mount(served.files(), settings.asReadOnly(settings.readOnly() || options.readOnly()));
        } catch (IOException e) {
            served.files().destroy();
            throw e;
        }
    }

    private record Request(Chain chain, MountRequest mount, UmfuseOptions umfuse) implements FileSystemRequest {
        @Override
        public MountOptions options() {
            // The kernel keeps what is open and has no name any more: nothing is renamed, nothing to be asked for.
            return umfuse.rest().without("hard_remove");
        }

        @Override
        public boolean readOnly() {
            return umfuse.readOnly();
        }

        @Override
        public int uid() {
            return umfuse.uid().orElseGet(Self::uid);
        }

        @Override
        public int gid() {
            return umfuse.gid().orElseGet(Self::gid);
        }

        @Override
        public int openSource(int flags) throws ErrnoException {
            return chain.open(mount.source(), flags);
        }
    }
}
