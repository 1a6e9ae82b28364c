package io.umview.umnet.lwipv6.socket;

import io.umview.linux.Files;
import io.umview.linux.NativeBuffer;
import io.umview.linux.Sockets;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Makes the other end of a stream socket of AF_UNIX that a guest has already: the kernel connects a socket to one that listens only,
 * so there is one that does. It was bound to a path that is gone: nobody but this process can name it, and nobody else connects to
 * it. In the loop.
 */
final class SocketJoint implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(SocketJoint.class.getName());

    /** Where the path is in a struct sockaddr_un, and how long it may be with its NUL. */
    private static final int PATH = 2;

    private static final int LONGEST = 108;
    private static final int O_PATH = 010000000;
    private static final int ENAMETOOLONG = 36;
    private static final int EIO = 5;

    private final NativeBuffer address = new NativeBuffer(PATH + LONGEST);
    private int length;
    private int listener = -1;
    private int handle = -1;

    /**
     * Connects a socket.
     *
     * @param guests a descriptor of it, of this process
     * @return the other end or a negative error
     */
    int join(int guests) {
        int result = listener < 0 ? open() : 0;
        if (result == 0) {
            result = Sockets.connect(guests, address.address(), length);
        }
        if (result == 0) {
            result = Sockets.accept(listener, 0);
            if (result < 0) {
                // Else the next one that is connected would get this one's end.
                close();
            }
        }
        return result;
    }

    private int open() {
        Path folder;
        try {
            folder = java.nio.file.Files.createTempDirectory("umview-joint-");
        } catch (IOException e) {
            LOG.log(System.Logger.Level.ERROR, "no temporary folder", e);
            return -EIO;
        }
        Path path = folder.resolve("s");
        try {
            int result = listen(path.toString());
            if (result < 0) {
                close();
            }
            return result;
        } finally {
            delete(path);
            delete(folder);
        }
    }

    private int listen(String path) {
        if (!name(path)) {
            return -ENAMETOOLONG;
        }
        listener = Sockets.socket(Sockets.AF_UNIX, Sockets.SOCK_STREAM | Sockets.SOCK_NONBLOCK, 0);
        int result = listener < 0 ? listener : Sockets.bind(listener, address.address(), length);
        if (result == 0) {
            result = Sockets.listen(listener, 1);
        }
        if (result == 0) {
            handle = Files.open(path, O_PATH | Files.O_CLOEXEC, 0);
            result = Math.min(0, handle);
        }
        // The descriptor still leads to what was removed.
        return result == 0 && name("/proc/self/fd/" + handle) ? 0 : result;
    }

    private boolean name(String path) {
        byte[] bytes = path.getBytes(StandardCharsets.UTF_8);
        if (bytes.length >= LONGEST) {
            return false;
        }
        length = PATH + bytes.length + 1;
        address.bytes().putShort(0, (short) Sockets.AF_UNIX).put(PATH, bytes).put(PATH + bytes.length, (byte) 0);
        return true;
    }

    private static void delete(Path path) {
        try {
            java.nio.file.Files.deleteIfExists(path);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "{0} is left behind", path);
        }
    }

    @Override
    public void close() {
        if (listener >= 0) {
            Files.close(listener);
            listener = -1;
        }
        if (handle >= 0) {
            Files.close(handle);
            handle = -1;
        }
    }
}
