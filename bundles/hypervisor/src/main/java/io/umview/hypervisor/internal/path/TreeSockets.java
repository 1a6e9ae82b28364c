package io.umview.hypervisor.internal.path;

import io.umview.api.Call;
import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.api.Interest;
import io.umview.api.Interest.ArgumentTest;
import io.umview.api.Reply;
import io.umview.api.SystemCall;
import io.umview.linux.Files;
import io.umview.linux.NativeBuffer;
import io.umview.linux.Sockets;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Sockets of AF_UNIX with a path that leads to a tree (unix(7)): the call is made on a duplicate of the guest's socket, with a path
 * through proc(5), because there are only 108 bytes for it.
 */
final class TreeSockets {
    private static final int AF_UNIX = 1;
    private static final int FAMILY = 2;
    private static final int ADDRESS = 110;

    /** The most that a datagram of AF_UNIX holds is what the send buffer does; net.core.wmem_max is below this. */
    private static final int MOST = 1 << 20;

    private final NativeBuffer address = new NativeBuffer(ADDRESS);

    static Interest interest() {
        return Interest.in(SystemCall.BIND, SystemCall.CONNECT)
                .and(Interest.when(SystemCall.SENDTO, ArgumentTest.notNull(4)));
    }

    static boolean serves(SystemCall call) {
        return call == SystemCall.BIND || call == SystemCall.CONNECT || call == SystemCall.SENDTO;
    }

    /** The path in the call's address; null when it has none. */
    byte @Nullable [] path(Call call) {
        int argument = call.systemCall() == SystemCall.SENDTO ? 4 : 1;
        int length = call.intArgument(argument + 1);
        if (length <= FAMILY || length > ADDRESS) {
            return null;
        }
        try {
            call.memory().read(call.argument(argument), Results.part(address, length));
        } catch (ErrnoException kernelWillSay) {
            return null;
        }
        ByteBuffer bytes = address.bytes();
        if (bytes.getShort(0) != AF_UNIX || bytes.get(FAMILY) == 0) {
            return null;
        }
        int end = FAMILY;
        while (end < length && bytes.get(end) != 0) {
            end++;
        }
        byte[] path = new byte[end - FAMILY];
        bytes.get(FAMILY, path);
        return path;
    }

    /** @return null when the walk must follow symbolic links first */
    @Nullable
    Reply handle(Call call, PathWalk walk, Place place) throws ErrnoException {
        boolean bind = call.systemCall() == SystemCall.BIND;
        if (bind && walk.isMountPoint()) {
            return Reply.fail(Errno.EADDRINUSE);
        }
        int file = bind ? place.parent() : place.object(true);
        if (file < 0) {
            return place.meetsLinks(file) ? null : Results.reply(file);
        }
        try {
            int length = put(place, file, bind);
            int socket = GuestDescriptor.duplicate(call, call.intArgument(0));
            if (socket < 0) {
                return Results.reply(socket);
            }
            try {
                return Results.reply(made(call, socket, length));
            } finally {
                Files.close(socket);
            }
        } finally {
            Files.close(file);
        }
    }

    private long made(Call call, int socket, int length) throws ErrnoException {
        return switch (call.systemCall()) {
            case BIND -> Sockets.bind(socket, address.address(), length);
            case CONNECT -> Sockets.connect(socket, address.address(), length);
            default -> send(call, socket, length);
        };
    }

    private long send(Call call, int socket, int length) throws ErrnoException {
        long size = call.argument(2);
        if (size < 0 || size > MOST) {
            throw Errno.EMSGSIZE.exception();
        }
        NativeBuffer data = new NativeBuffer(Math.max(1, (int) size));
        call.memory().read(call.argument(1), Results.part(data, (int) size));
        long sent = Sockets.send(socket, data.address(), size, call.intArgument(3), address.address(), length);
        java.lang.ref.Reference.reachabilityFence(data);
        return sent;
    }

    /** @return the length of the address */
    private int put(Place place, int file, boolean named) throws ErrnoException {
        ByteBuffer bytes = address.bytes();
        int at = place.putPathOf(file, bytes, FAMILY);
        if (named) {
            if (at + 1 + place.nameLength() >= ADDRESS) {
                throw Errno.ENAMETOOLONG.exception();
            }
            bytes.put(at++, (byte) '/');
            at = place.putName(bytes, at);
        }
        bytes.put(at++, (byte) 0);
        return at;
    }
}
