package io.umview.umnet.lwipv6.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.umview.api.Errno;
import io.umview.api.Reply;
import io.umview.api.SystemCall;
import io.umview.linux.Files;
import io.umview.linux.NativeBuffer;
import io.umview.linux.Sockets;
import io.umview.lwipv6.net.NetworkError;
import io.umview.lwipv6.socket.Socket;
import io.umview.lwipv6.time.Clock;
import io.umview.lwipv6.time.TimerWheel;
import io.umview.umnet.lwipv6.loop.EpollLoop;
import io.umview.umnet.lwipv6.socket.Caller;
import io.umview.umnet.lwipv6.socket.GuestDescriptors;
import io.umview.umnet.lwipv6.socket.SocketHost;
import io.umview.umnet.lwipv6.socket.SocketTable;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** A loop, its sockets, and this process as the guest that has them. */
final class Scene implements AutoCloseable {
    static final int POLLIN = 1;
    static final int POLLOUT = 4;
    static final int POLLERR = 8;
    static final int POLLHUP = 16;

    final SocketTable table = new SocketTable();
    final GuestDescriptors descriptors = new GuestDescriptors();
    final EpollLoop loop;
    final SocketHost host;
    final SocketCalls calls = new SocketCalls(table, descriptors);
    final SocketOpener opener;
    final NativeBuffer memory = new NativeBuffer(1 << 20);
    final ArrayDeque<Socket> toBeOpened = new ArrayDeque<>();

    Scene() throws Exception {
        SocketHost[] made = new SocketHost[1];
        loop = new EpollLoop("test-loop", new TimerWheel(Clock.SYSTEM), () -> made[0].close());
        host = new SocketHost(loop, table, descriptors, new Caller(descriptors, descriptors.user(OwnCall.SELF)));
        made[0] = host;
        host.serveWith(new SocketServer(host, (domain, request, argument, guest) -> {
            throw NetworkError.ENODEV.exception();
        }));
        opener = new SocketOpener(host, (domain, type, protocol, process) -> toBeOpened.remove());
        loop.start();
    }

    /** Gives the guest a socket. @return its descriptor */
    int open(Socket socket, int flags) throws Exception {
        toBeOpened.add(socket);
        OwnCall call = new OwnCall(SystemCall.SOCKET, 2, socket.type() | flags, 0);
        Reply reply = opener.open(call, 2, socket.type() | flags, 0);
        return ((Reply.Descriptor) (reply instanceof Reply.Later ? call.await() : reply)).descriptor();
    }

    /** Has a call answered that need not wait. */
    Reply call(SystemCall systemCall, long... arguments) throws Exception {
        OwnCall call = new OwnCall(systemCall, arguments);
        Reply reply = calls.handle(call);
        return reply instanceof Reply.Later ? call.await() : reply;
    }

    /** Has a call begin that has to wait. */
    OwnCall begin(SystemCall systemCall, long... arguments) throws Exception {
        OwnCall call = new OwnCall(systemCall, arguments);
        Reply reply = calls.handle(call);
        if (!(reply instanceof Reply.Later)) {
            call.reply(reply);
        } else {
            await(() -> call.watchesSignals() || call.answered());
        }
        return call;
    }

    /** Does something in the loop. */
    void inLoop(Runnable task) throws Exception {
        inLoop(() -> {
            task.run();
            return "";
        });
    }

    <T> T inLoop(Supplier<T> task) throws Exception {
        CompletableFuture<T> result = new CompletableFuture<>();
        loop.execute(() -> {
            T value = task.get();
            // What is done before the loop waits is done then.
            loop.execute(() -> result.complete(value));
        });
        return result.get(10, TimeUnit.SECONDS);
    }

    static void await(BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + 10_000_000_000L;
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited for too long").isLessThan(end);
            TimeUnit.MILLISECONDS.sleep(1);
        }
    }

    /** Puts 127.0.0.1 and a port into memory as a struct sockaddr_in. @return its address */
    long address(int port) {
        memory.bytes()
                .putLong(0, 0)
                .putLong(8, 0)
                .putShort(0, (short) 2)
                .put(2, (byte) (port >> 8))
                .put(3, (byte) port)
                .put(4, (byte) 127)
                .put(7, (byte) 1);
        return memory.address();
    }

    int port(int at) {
        return (memory.bytes().get(at + 2) & 0xff) << 8 | memory.bytes().get(at + 3) & 0xff;
    }

    /** What the guest's poll(2) says, without waiting. */
    int poll(int descriptor) {
        return new io.umview.linux.Poll().now(descriptor, POLLIN | POLLOUT);
    }

    /** send(2) by the guest. */
    long send(int descriptor, byte[] bytes) {
        NativeBuffer buffer = new NativeBuffer(Math.max(1, bytes.length));
        buffer.bytes().put(0, bytes);
        return Sockets.send(descriptor, buffer.address(), bytes.length, Sockets.MSG_DONTWAIT | Sockets.MSG_NOSIGNAL);
    }

    /** recv(2) by the guest; a negative error, or the bytes. */
    Object receive(int descriptor, int room) {
        return receive(descriptor, room, 0);
    }

    Object receive(int descriptor, int room, int flags) {
        NativeBuffer buffer = new NativeBuffer(room);
        long count = Sockets.receive(descriptor, buffer.address(), room, flags | Sockets.MSG_DONTWAIT);
        if (count < 0) {
            return Errno.of((int) -count);
        }
        byte[] bytes = new byte[(int) count];
        buffer.bytes().get(0, bytes);
        return bytes;
    }

    Object awaitReceive(int descriptor, int room) throws InterruptedException {
        Object[] result = new Object[1];
        await(() -> (result[0] = receive(descriptor, room)) != Errno.EAGAIN);
        return result[0];
    }

    void close(int descriptor) {
        Files.close(descriptor);
    }

    @Override
    public void close() {
        loop.close();
        descriptors.close();
    }
}
