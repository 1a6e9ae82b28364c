package io.umview.hypervisor.internal.path;

import io.umview.api.Call;
import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.api.Interest;
import io.umview.api.Interest.ArgumentTest;
import io.umview.api.Reply;
import io.umview.api.Reply.Substitute;
import io.umview.api.SystemCall;
import io.umview.linux.Files;
import io.umview.linux.NativeBuffer;
import io.umview.linux.Sockets;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Sockets of AF_UNIX with a path that leads to a tree (unix(7)). There are only 108 bytes for it. A socket is bound by this
 * process, to a path through proc(5) by which every guest finds it again, even one that is told the address of the sender of
 * a message. To others the guest connects and sends by itself: who it is the other side is told (SO_PEERCRED).
 */
final class TreeSockets {
    private static final int AF_UNIX = 1;
    private static final int FAMILY = 2;
    private static final int ADDRESS = 110;

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
        int argument = addressArgument(call);
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
        return call.systemCall() == SystemCall.BIND ? bind(call, walk, place) : reach(call, place);
    }

    private @Nullable Reply bind(Call call, PathWalk walk, Place place) throws ErrnoException {
        if (walk.isMountPoint()) {
            return Reply.fail(Errno.EADDRINUSE);
        }
        int directory = place.parent();
        if (directory < 0) {
            return place.meetsLinks(directory) ? null : Results.reply(directory);
        }
        try {
            if (place.isFixed()) {
                return Reply.fail(Errno.EPERM);
            }
            int socket = GuestDescriptor.duplicate(call, call.intArgument(0));
            if (socket < 0) {
                return Results.reply(socket);
            }
            try {
                return Results.reply(Sockets.bind(socket, address.address(), put(place, directory)));
            } finally {
                Files.close(socket);
            }
        } finally {
            Files.close(directory);
        }
    }

    /** @return the length of the address */
    private int put(Place place, int directory) throws ErrnoException {
        ByteBuffer bytes = address.bytes();
        int end = place.putLastingPath(bytes, FAMILY, ADDRESS - 1);
        if (end < 0) {
            end = place.putPathOf(directory, bytes, FAMILY);
            if (end + 1 + place.nameLength() >= ADDRESS) {
                throw Errno.ENAMETOOLONG.exception();
            }
            bytes.put(end++, (byte) '/');
            end = place.putName(bytes, end);
        }
        bytes.put(end++, (byte) 0);
        return end;
    }

    /** connect(2) and sendto(2). */
    private static @Nullable Reply reach(Call call, Place place) {
        boolean named = !place.isBase() && place.nameLength() < Substitute.LentAddress.LONGEST;
        int lent = named ? place.lendableParent() : place.object(true);
        if (lent < 0) {
            return place.meetsLinks(lent) ? null : Results.reply(lent);
        }
        int argument = addressArgument(call);
        byte[] rest = named ? place.slashAndName() : new byte[0];
        return Reply.again(
                new Substitute.LentAddress(argument, lent, rest),
                new Substitute.Number(argument + 1, Substitute.LentAddress.SIZE));
    }

    private static int addressArgument(Call call) {
        return call.systemCall() == SystemCall.SENDTO ? 4 : 1;
    }
}
