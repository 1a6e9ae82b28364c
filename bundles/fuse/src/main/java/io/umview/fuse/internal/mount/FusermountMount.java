package io.umview.fuse.internal.mount;

import io.umview.api.Errno;
import io.umview.fuse.Attributes;
import io.umview.fuse.MountSettings;
import io.umview.fuse.internal.protocol.Identities;
import io.umview.linux.DescriptorMessage;
import io.umview.linux.Files;
import io.umview.linux.NativeBuffer;
import io.umview.linux.Processes;
import io.umview.linux.Sockets;
import io.umview.linux.Wait;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A mount that fusermount3(1) makes, which is set-user-ID root. It passes the descriptor of /dev/fuse through a socket; what was
 * mounted is taken out of the name space again as soon as there is a descriptor of its root.
 */
final class FusermountMount {
    private static final String PROGRAM = "fusermount3";
    private static final int O_PATH = 010000000;

    private FusermountMount() {}

    static Mounted mount(MountSettings settings) throws MountException {
        Path place = place(settings);
        try {
            int device = request(settings, place.toString());
            int root = Files.open(place.toString(), O_PATH | Files.O_CLOEXEC, 0);
            run(List.of(PROGRAM, "-u", "-z", "--", place.toString()), -1);
            if (root < 0) {
                Files.close(device);
            }
            return new Mounted(device, MountException.check(root, place.toString()), Identities.SAME);
        } finally {
            place.toFile().delete();
        }
    }

    private static Path place(MountSettings settings) throws MountException {
        try {
            return settings.rootType() == Attributes.S_IFDIR
                    ? java.nio.file.Files.createTempDirectory("umview-fuse")
                    : java.nio.file.Files.createTempFile("umview-fuse", "");
        } catch (IOException e) {
            throw new MountException(Errno.EACCES, e.getMessage());
        }
    }

    private static int request(MountSettings settings, String place) throws MountException {
        String options = "fsname=" + settings.source() + ",subtype=" + settings.subtype()
                + (settings.defaultPermissions() ? ",default_permissions" : "")
                + (settings.readOnly() ? ",ro" : "");
        NativeBuffer pair = new NativeBuffer(8);
        MountException.check(Sockets.pair(1, pair.address()), "socketpair");
        int ours = pair.bytes().getInt(0);
        int theirs = pair.bytes().getInt(4);
        try {
            Files.fcntl(theirs, Files.F_SETFD, 0);
            int status = run(List.of(PROGRAM, "-o", options, "--", place), theirs);
            if (status != 0) {
                throw new MountException(Errno.EPERM, PROGRAM + " failed or is missing");
            }
            return receive(ours);
        } finally {
            Files.close(ours);
            Files.close(theirs);
        }
    }

    private static int receive(int socket) throws MountException {
        NativeBuffer message = new NativeBuffer(DescriptorMessage.SIZE);
        message.bytes().put(0, DescriptorMessage.at(message.address(), -1));
        int closeOnExec = 0x40000000;
        MountException.check((int) Sockets.receiveMessage(socket, message.address(), closeOnExec), PROGRAM);
        return MountException.check(message.bytes().getInt(DescriptorMessage.DESCRIPTOR), PROGRAM);
    }

    private static int run(List<String> command, int socket) throws MountException {
        List<String> arguments =
                new ArrayList<>(List.of("env", "PATH=" + System.getenv().getOrDefault("PATH", "/bin")));
        if (socket >= 0) {
            arguments.add("_FUSE_COMMFD=" + socket);
        }
        arguments.addAll(command);
        int pid = MountException.check(Processes.spawn("/usr/bin/env", arguments, 0), "/usr/bin/env");
        NativeBuffer status = new NativeBuffer(8);
        int result;
        do {
            result = Wait.waitpid(pid, status.address(), 0);
        } while (result == -Wait.EINTR);
        return result < 0 ? 0 : status.bytes().getInt(0);
    }
}
