package io.umview.vde;

import io.umview.api.Errno;
import io.umview.linux.Files;
import io.umview.linux.NativeBuffer;
import io.umview.linux.Sockets;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A connection to a VDE switch, by version 3 of its protocol: a stream socket for as long as it lasts, over which both sides tell
 * each other the names of the datagram sockets for the frames.
 *
 * @param control the stream socket
 * @param data the datagram socket, non-blocking and connected to the switch's
 * @param name the path of the datagram socket
 */
public record VdePort(int control, int data, String name) {
    private static final int MAGIC = 0xfeedface;
    private static final int VERSION = 3;
    private static final int REQ_NEW_CONTROL = 0;
    private static final int SOCKADDR_UN = 110;
    private static final int LONGEST_PATH = 107;
    private static final int REQUEST = 12 + SOCKADDR_UN;
    private static final Pattern WITH_PORT = Pattern.compile("(.*)\\[(\\d*)]");
    private static final int LAST_PORT = 0xffffff;
    private static final AtomicInteger NUMBER = new AtomicInteger();

    /**
     * Plugs into a switch.
     *
     * @param address the path of a switch, with {@code [port]} behind it or not; empty for the default switch
     */
    public static VdePort open(String address) throws VdeException {
        Matcher matcher = WITH_PORT.matcher(address);
        boolean withPort = matcher.matches();
        String path = withPort ? matcher.group(1) : address;
        int port = withPort && !matcher.group(2).isEmpty() ? port(address, matcher.group(2)) : 0;
        if (path.isEmpty()) {
            return openDefault(port);
        }
        return connect(path, port);
    }

    private static int port(String address, String digits) throws VdeException {
        try {
            int port = Integer.parseInt(digits);
            if (port <= LAST_PORT) {
                return port;
            }
        } catch (NumberFormatException e) {
            // The answer is the same.
        }
        throw new VdeException("no port of a switch: " + address, Errno.EINVAL);
    }

    private static VdePort openDefault(int port) throws VdeException {
        VdeException last = new VdeException("no default switch", Errno.ENOENT);
        for (String path : defaults()) {
            try {
                return connect(path, port);
            } catch (VdeException e) {
                if (e.errno() != Errno.ENOENT) {
                    last = e;
                }
            }
        }
        throw last;
    }

    /** Where vde_plug(1) looks when it is told nothing. */
    private static List<String> defaults() {
        List<String> paths = new ArrayList<>();
        String home = System.getenv("HOME");
        if (home != null) {
            paths.add(home + "/.vde2/default.switch");
        }
        paths.add("/var/run/vde.ctl");
        paths.add("/tmp/vde.ctl");
        return paths;
    }

    private static VdePort connect(String path, int port) throws VdeException {
        int control = VdeException.checked(path, Sockets.socket(Sockets.AF_UNIX, Sockets.SOCK_STREAM, 0));
        int data = -1;
        String name = null;
        try {
            NativeBuffer buffer = new NativeBuffer(512);
            // An old switch has its control socket at the path itself.
            int result = connect(control, buffer, path + "/ctl");
            if (result == -Errno.ENOTDIR.number()) {
                result = connect(control, buffer, path);
            }
            VdeException.checked(path, result);
            data = VdeException.checked(
                    path, Sockets.socket(Sockets.AF_UNIX, Sockets.SOCK_DGRAM | Sockets.SOCK_NONBLOCK, 0));
            name = bind(data, buffer, path);
            int length = exchange(control, buffer, path, name, port);
            VdeException.checked(path, Sockets.connect(data, buffer.address(), length));
            return new VdePort(control, data, name);
        } catch (VdeException e) {
            Files.close(control);
            if (data >= 0) {
                Files.close(data);
            }
            if (name != null) {
                Files.unlink(name);
            }
            throw e;
        }
    }

    /** Puts a {@code struct sockaddr_un} at the beginning of a buffer. @return its length */
    private static int address(NativeBuffer buffer, int at, String path) throws VdeException {
        byte[] bytes = path.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > LONGEST_PATH) {
            throw new VdeException(path, Errno.ENAMETOOLONG);
        }
        for (int i = 0; i < SOCKADDR_UN; i++) {
            buffer.bytes().put(at + i, (byte) 0);
        }
        buffer.bytes().putShort(at, (short) Sockets.AF_UNIX).put(at + 2, bytes);
        return SOCKADDR_UN;
    }

    private static int connect(int socket, NativeBuffer buffer, String path) throws VdeException {
        return Sockets.connect(socket, buffer.address(), address(buffer, 0, path));
    }

    /** Binds the datagram socket beside the switch's own, where the switch can reach it, or in the folder for temporary files. */
    private static String bind(int socket, NativeBuffer buffer, String path) throws VdeException {
        String file = ".umview-" + ProcessHandle.current().pid() + "-" + NUMBER.incrementAndGet();
        int result = -1;
        for (String folder : List.of(path, System.getProperty("java.io.tmpdir"))) {
            String name = Path.of(folder, file).toString();
            int length = address(buffer, 0, name);
            result = Sockets.bind(socket, buffer.address(), length);
            if (result == 0) {
                return name;
            }
        }
        throw new VdeException(path, Errno.of(-result));
    }

    /** Asks for a port. @return the length of the switch's address, which is in the buffer then */
    private static int exchange(int control, NativeBuffer buffer, String path, String name, int port)
            throws VdeException {
        byte[] description = ("umview user=" + System.getProperty("user.name") + " PID="
                        + ProcessHandle.current().pid())
                .getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = buffer.bytes();
        bytes.putInt(0, MAGIC).putInt(4, VERSION).putInt(8, REQ_NEW_CONTROL | port << 8);
        address(buffer, 12, name);
        int length = Math.min(description.length, 127);
        bytes.put(REQUEST, description, 0, length);
        long sent = Sockets.send(control, buffer.address(), REQUEST + length, Sockets.MSG_NOSIGNAL);
        if (sent != REQUEST + length) {
            throw new VdeException(path, sent < 0 ? Errno.of((int) -sent) : Errno.EPROTO);
        }
        long received = Sockets.receive(control, buffer.address(), SOCKADDR_UN, 0);
        if (received < 0) {
            throw new VdeException(path, Errno.of((int) -received));
        }
        if (received < 3 || bytes.getShort(0) != Sockets.AF_UNIX) {
            throw new VdeException(
                    "the switch " + path + " gives no port", port == 0 ? Errno.EPROTO : Errno.EADDRINUSE);
        }
        return (int) received;
    }

    /** Removes the name of the datagram socket. */
    public void remove() {
        Files.unlink(name);
    }
}
