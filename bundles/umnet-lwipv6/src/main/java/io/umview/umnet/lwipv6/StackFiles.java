package io.umview.umnet.lwipv6;

import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.api.Reply;
import io.umview.linux.Files;
import io.umview.lwipv6.net.NetworkException;
import io.umview.lwipv6.netlink.Configuration;
import io.umview.lwipv6.netlink.proc.TextFiles;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The files that show a stack to its processes: each opens as a snapshot. In the loop. */
final class StackFiles {
    private static final String NET = "/proc/net/";
    private static final String SYSTEM = "/proc/sys/net/";
    private static final int O_ACCMODE = 3;

    private final Configuration configuration;
    private final Optional<String> resolver;

    /** @param resolver the file that is seen as /etc/resolv.conf */
    StackFiles(Configuration configuration, Optional<String> resolver) {
        this.configuration = configuration;
        this.resolver = resolver;
    }

    /** Opens a file; DECLINE for one that shows nothing of the stack. */
    Reply open(String path, int flags) throws ErrnoException {
        if (path.startsWith(NET)) {
            return text(configuration.procNet(), path.substring(NET.length()), flags);
        }
        if (path.startsWith(SYSTEM)) {
            return text(configuration.controls(), path.substring(SYSTEM.length()), flags);
        }
        if (resolver.isEmpty()) {
            return Reply.DECLINE;
        }
        int file = Files.open(resolver.get(), flags | Files.O_CLOEXEC, 0);
        return file < 0 ? Reply.fail(Errno.of(-file)) : Reply.descriptor(file, (flags & Files.O_CLOEXEC) != 0);
    }

    private static Reply text(TextFiles files, String name, int flags) throws ErrnoException {
        if (!files.names().contains(name)) {
            // A folder, or something that the stack does not have; it would tell of the host.
            return Reply.DECLINE;
        }
        if ((flags & O_ACCMODE) != Files.O_RDONLY) {
            return Reply.fail(Errno.EACCES);
        }
        try {
            byte[] content = files.content(name).getBytes(StandardCharsets.ISO_8859_1);
            return Reply.descriptor(snapshot(content), (flags & Files.O_CLOEXEC) != 0);
        } catch (NetworkException e) {
            return Reply.fail(Errno.of(e.error().number()));
        }
    }

    private static int snapshot(byte[] content) throws ErrnoException {
        int file = Files.memfd("net");
        if (file < 0) {
            throw Errno.of(-file).exception();
        }
        long written = Files.write(file, content);
        if (written < 0) {
            Files.close(file);
            throw Errno.of((int) -written).exception();
        }
        Files.rewind(file);
        return file;
    }
}
