package io.umview.umfuse.internal;

import io.umview.api.Chain;
import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.api.MountRequest;
import io.umview.fuse.FuseMount;
import io.umview.linux.Files;
import io.umview.linux.NativeBuffer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Mounts by FUSE programs. */
final class ProgramMounts {
    private static final int O_PATH = 010000000;
    private static final int O_EXCL = 0200;
    private static final int AT_EMPTY_PATH = 0x1000;
    private static final int STATX_INO = 0x100;
    private static final int STX_INO = 32;
    private static final int STX_DEVICE = 136;

    private final Chain chain;
    private final Launcher launcher;

    ProgramMounts(Chain chain, Launcher launcher) {
        this.chain = chain;
        this.launcher = launcher;
    }

    FuseMount mount(MountRequest request, UmfuseOptions options) throws IOException, ErrnoException {
        String name = request.type().substring(UmfuseService.UMFUSE.length());
        Program program = ProgramRegistry.load().find(name);
        if (program.command().isEmpty() || !exists(program.command().get(0))) {
            chain.view()
                    .announce(request.type() + ": "
                            + (name.isEmpty()
                                    ? "no file system is named"
                                    : "no such program: " + program.command().get(0)));
            throw Errno.ENODEV.exception();
        }
        if (program.access() == Program.Access.CAREFUL && program.readOnly(options)) {
            chain.view().announce("Mounting " + request.source() + " Read-Only.");
            if (!options.readOnly()) {
                chain.view().announce("Use 'force' or 'rw+' options to enable Read-Write mode");
            }
        }
        int source = program.sourceIsFile() ? openIfVirtual(request.source()) : -1;
        String shown = source < 0 ? request.source() : Launcher.SOURCE;
        HelperNamespace namespace = HelperNamespace.of(options, program.asItself());
        List<String> line = program.commandLine(options, namespace.options(options), shown, Launcher.PLACE);
        if (options.showCall()) {
            chain.view().announce("FUSE call:");
            for (int i = 0; i < line.size(); i++) {
                chain.view().announce("argv " + i + " = " + line.get(i));
            }
        }
        try {
            return launcher.launch(namespace.command(line, source), source, chain.view()::announce);
        } catch (IOException e) {
            if (source >= 0) {
                Files.close(source);
            }
            throw e;
        }
    }

    private static boolean exists(String program) {
        if (program.contains("/")) {
            return java.nio.file.Files.isExecutable(Path.of(program));
        }
        for (String directory :
                System.getenv().getOrDefault("PATH", "/usr/bin:/bin").split(":")) {
            if (java.nio.file.Files.isExecutable(Path.of(directory, program))) {
                return true;
            }
        }
        return false;
    }

    /**
     * A descriptor of a source that is another file in the view than it is for the program; -1 if it is the same, or no file. A device
     * is held exclusively with it, as the kernel does when it mounts.
     *
     * @throws ErrnoException EBUSY: somebody else does
     */
    private int openIfVirtual(String source) throws ErrnoException {
        if (!source.startsWith("/")) {
            return -1;
        }
        int open;
        try {
            open = chain.open(source, O_PATH | Files.O_CLOEXEC);
        } catch (ErrnoException noFile) {
            return -1;
        }
        int real = Files.open(source, O_PATH | Files.O_CLOEXEC, 0);
        boolean same = real >= 0 && identity(real).equals(identity(open));
        if (real >= 0) {
            Files.close(real);
        }
        if (same) {
            Files.close(open);
            return -1;
        }
        return exclusive(source, open);
    }

    private int exclusive(String source, int open) throws ErrnoException {
        try {
            int held = chain.open(source, Files.O_RDONLY | O_EXCL | Files.O_NONBLOCK | Files.O_CLOEXEC);
            Files.close(open);
            return held;
        } catch (ErrnoException e) {
            if (e.errno() == Errno.EBUSY) {
                Files.close(open);
                throw e;
            }
            return open;
        }
    }

    private static List<Long> identity(int descriptor) {
        NativeBuffer status = new NativeBuffer(Files.STATX + 8);
        Files.statx(descriptor, status.address() + Files.STATX, AT_EMPTY_PATH, STATX_INO, status.address());
        List<Long> identity = new ArrayList<>();
        identity.add(status.bytes().getLong(STX_INO));
        identity.add(status.bytes().getLong(STX_DEVICE));
        return identity;
    }
}
