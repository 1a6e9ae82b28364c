package io.umview.lwipv6.socket;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.umview.lwipv6.net.NetworkError;
import io.umview.lwipv6.net.NetworkException;
import io.umview.lwipv6.wire.IpAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Short forms of what tests of message sockets say. */
final class Messages {
    static final ByteBuffer NO_CONTROL = ByteBuffer.allocate(0);

    private Messages() {}

    static SocketAddress at(IpAddress address, int port) {
        return address.isV4() ? new SocketAddress.Inet4(address, port) : new SocketAddress.Inet6(address, port, 0, 0);
    }

    static SocketAddress at6(IpAddress address, int port) {
        return new SocketAddress.Inet6(address, port, 0, 0);
    }

    static void send(MessageSocket socket, String text, @Nullable SocketAddress to) throws NetworkException {
        socket.send(ByteBuffer.wrap(text.getBytes(ISO_8859_1)), to, NO_CONTROL, 0);
    }

    static void send(MessageSocket socket, String text, SocketAddress to, ByteBuffer control) throws NetworkException {
        socket.send(ByteBuffer.wrap(text.getBytes(ISO_8859_1)), to, control, 0);
    }

    /** The payload of the next message, which is taken off; null if there is none. */
    static @Nullable String receive(MessageSocket socket) throws NetworkException {
        MessageSocket.Message message = socket.peek();
        if (message == null) {
            return null;
        }
        String text = text(message);
        socket.discard();
        return text;
    }

    static String text(MessageSocket.Message message) {
        return new String(bytes(message.payload()), ISO_8859_1);
    }

    static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(buffer.position(), bytes);
        return bytes;
    }

    static int port(MessageSocket socket) throws NetworkException {
        SocketAddress address = socket.localAddress();
        return address instanceof SocketAddress.Inet4 inet ? inet.port() : ((SocketAddress.Inet6) address).port();
    }

    static void set(Socket socket, int level, int name, int value) throws NetworkException {
        socket.option(level, name, OptionValue.buffer(4).putInt(0, value).array());
    }

    /** What an action fails with, or null. */
    static @Nullable NetworkError error(Action action) {
        try {
            action.run();
            return null;
        } catch (NetworkException failure) {
            return failure.error();
        }
    }

    /** One ancillary message. */
    static ByteBuffer control(int level, int type, byte[] data) {
        ControlWriter writer = new ControlWriter().clear();
        writer.message(level, type, data.length).put(data);
        return writer.finish();
    }

    static byte[] number(int value) {
        return OptionValue.buffer(4).putInt(0, value).array();
    }

    /** Ancillary data as a program sees them. */
    static List<Ancillary> ancillary(MessageSocket.Message message) {
        ByteBuffer control = message.control().duplicate().order(ByteOrder.nativeOrder());
        List<Ancillary> all = new ArrayList<>();
        int at = control.position();
        while (control.limit() - at >= 16) {
            int length = (int) control.getLong(at);
            byte[] data = new byte[length - 16];
            control.get(at + 16, data);
            all.add(new Ancillary(control.getInt(at + 8), control.getInt(at + 12), data));
            at += (length + 7) & ~7;
        }
        return all;
    }

    record Ancillary(int level, int type, byte[] data) {
        int number() {
            return ByteBuffer.wrap(data).order(ByteOrder.nativeOrder()).getInt(0);
        }
    }

    @FunctionalInterface
    interface Action {
        void run() throws NetworkException;
    }
}
