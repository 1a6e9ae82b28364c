package io.umview.fuse.internal.mount;

import io.umview.api.Errno;
import io.umview.fuse.Attributes;
import io.umview.fuse.MountSettings;
import io.umview.fuse.internal.protocol.Identities;
import io.umview.linux.Files;
import io.umview.linux.Helpers;
import io.umview.linux.NativeBuffer;
import io.umview.linux.Processes;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A mount that a short-lived process makes in a user and mount namespace of its own. Its descriptors are fetched
 * (pidfd_getfd(2), Linux 5.6; /proc/PID/root); when the process has ended, the mount is in no namespace any more, and ends with
 * the last descriptor of it.
 *
 * <p>mount(8) insists on being called by user 0, so that is what the user is in there ({@link Identities}).
 */
final class NamespaceMount {
    private static final int DEVICE = 3;
    private static final int O_PATH = 010000000;

    /** In the namespace only; what is there otherwise is the process's no more. */
    private static final String DIRECTORY = "/tmp";

    private static final String FILE = "/dev/null";

    /** $1 the type, $2 the options, $3 the source, $4 the place. */
    private static final String SCRIPT =
            "exec 3<>/dev/fuse && mount -i -t \"$1\" -o \"$2\" -- \"$3\" \"$4\" && echo mounted && read -r end";

    private NamespaceMount() {}

    static Mounted mount(MountSettings settings) throws MountException {
        String place = settings.rootType() == Attributes.S_IFDIR ? DIRECTORY : FILE;
        String options = "fd=" + DEVICE + ",rootmode=" + Integer.toOctalString(settings.rootType())
                + ",user_id=0,group_id=0"
                + (settings.defaultPermissions() ? ",default_permissions" : "")
                + (settings.readOnly() ? ",ro" : "");
        List<String> command = List.of(
                "unshare",
                "--user",
                "--map-root-user",
                "--mount",
                "--",
                "sh",
                "-c",
                SCRIPT,
                "sh",
                "fuse." + settings.subtype(),
                options,
                settings.source(),
                place);
        Process process;
        try {
            process = Helpers.start(new ProcessBuilder(command).redirectErrorStream(true));
        } catch (IOException e) {
            throw new MountException(Errno.ENOENT, "unshare (util-linux) is missing");
        }
        try (BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            String line = output.readLine();
            if (!"mounted".equals(line)) {
                throw new MountException(Errno.EPERM, line == null ? "unshare failed" : line);
            }
            return fetch((int) process.pid(), place);
        } catch (IOException e) {
            throw new MountException(Errno.EIO, "unshare: " + e.getMessage());
        } finally {
            end(process);
        }
    }

    private static Mounted fetch(int pid, String place) throws MountException {
        int pidfd = MountException.check(Processes.pidfdOpen(pid), "pidfd_open");
        try {
            int device = MountException.check(Processes.pidfdGetfd(pidfd, DEVICE), "pidfd_getfd");
            String path = "/proc/" + pid + "/root" + place;
            int root = Files.open(path, O_PATH | Files.O_CLOEXEC, 0);
            if (root < 0) {
                Files.close(device);
            }
            return new Mounted(device, MountException.check(root, path), own());
        } finally {
            Files.close(pidfd);
        }
    }

    private static Identities own() throws MountException {
        NativeBuffer status = new NativeBuffer(Files.STATX);
        NativeBuffer self = NativeBuffer.text("/proc/self");
        int uidAndGid = 0x18;
        int error = Files.statx(Files.AT_FDCWD, self.address(), 0, uidAndGid, status.address());
        java.lang.ref.Reference.reachabilityFence(self);
        MountException.check(error, "/proc/self");
        return new Identities(true, status.bytes().getInt(20), status.bytes().getInt(24));
    }

    private static void end(Process process) {
        try {
            process.getOutputStream().close();
            process.waitFor();
        } catch (IOException e) {
            process.destroyForcibly();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
