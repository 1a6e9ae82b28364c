package io.umview.umnet.lwipv6.call;

import io.umview.api.Call;
import io.umview.linux.Files;
import io.umview.linux.Sockets;
import io.umview.lwipv6.net.NetworkError;
import io.umview.lwipv6.net.NetworkException;
import io.umview.lwipv6.socket.MessageSocket;
import io.umview.umnet.lwipv6.socket.MessageEnd;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The message that a call receives: from the guest's end of the pair if it has one, else from the socket itself. One for all calls
 * of a stack.
 */
final class Incoming {
    private static final byte[] NONE = {};

    private final Transfer transfer;
    private @Nullable MessageEnd socket;
    private @Nullable ByteBuffer payload;

    /** The message itself, null if it was taken from the pair. */
    private MessageSocket.@Nullable Message message;

    private byte[] control = NONE;
    private int flags;
    private int length;
    private boolean keep;

    Incoming(Transfer transfer) {
        this.transfer = transfer;
    }

    /**
     * Takes the next message.
     *
     * @return false if there is none
     * @throws NetworkException a pending error
     */
    boolean take(MessageEnd end, Call call, int wanted) throws NetworkException {
        socket = end;
        keep = (wanted & Sockets.MSG_PEEK) != 0;
        if ((wanted & Sockets.MSG_ERRQUEUE) != 0) {
            takeError(end, call);
            return true;
        }
        NetworkError error = NetworkError.of(end.takeError(call.thread(), call.intArgument(0)));
        if (error != null) {
            throw error.exception();
        }
        return end.envelopes().isEmpty() ? takeDirectly(end.messages().peek()) : takeFromPair(end, call);
    }

    private void takeError(MessageEnd end, Call call) throws NetworkException {
        MessageSocket.Message error = end.messages().takeErrorMessage();
        end.errorMessageTaken(call.thread(), call.intArgument(0));
        if (error == null) {
            throw NetworkError.EAGAIN.exception();
        }
        takeDirectly(error);
        keep = true;
    }

    private boolean takeDirectly(MessageSocket.@Nullable Message next) {
        if (next == null) {
            return false;
        }
        message = next;
        ByteBuffer data = next.payload();
        length = next.fullLength();
        if (!data.isDirect()) {
            ByteBuffer copy = transfer.part(Transfer.DATA, Math.min(data.remaining(), Transfer.LONGEST));
            copy.put(copy.position(), data, data.position(), copy.remaining());
            data = copy;
        }
        payload = data;
        flags = next.flags();
        ByteBuffer ancillary = next.control();
        control = NONE;
        if (ancillary.hasRemaining()) {
            control = new byte[ancillary.remaining()];
            ancillary.get(ancillary.position(), control);
        }
        return true;
    }

    private boolean takeFromPair(MessageEnd end, Call call) throws NetworkException {
        int duplicate = end.host().descriptors().duplicate(call.thread(), call.intArgument(0));
        if (duplicate < 0) {
            throw NetworkError.EBADF.exception();
        }
        int how = Sockets.MSG_DONTWAIT | Sockets.MSG_TRUNC | (keep ? Sockets.MSG_PEEK : 0);
        long received = Sockets.receive(duplicate, transfer.dataAddress(), Transfer.LONGEST, how);
        Files.close(duplicate);
        if (received < 0) {
            return false;
        }
        length = (int) received;
        payload = transfer.part(Transfer.DATA, (int) Math.min(received, Transfer.LONGEST));
        message = null;
        control = end.envelopes().control();
        flags = end.envelopes().flags();
        return true;
    }

    /** Its bytes, from position to limit. */
    ByteBuffer payload() {
        return Objects.requireNonNull(payload);
    }

    /** How long it is, even if not all of it is there. */
    int length() {
        return length;
    }

    /** Puts whom it came from, as struct sockaddr, to the position of a buffer. @return how long it is */
    int source(ByteBuffer into) {
        MessageSocket.Message direct = message;
        return direct != null
                ? direct.source(into)
                : Objects.requireNonNull(socket).envelopes().source(into);
    }

    /** Ancillary data. */
    byte[] control() {
        return control;
    }

    /** MSG_* that the receiver is told. */
    int flags() {
        return flags;
    }

    /** The guest has it. */
    void done() {
        MessageEnd end = Objects.requireNonNull(socket);
        if (keep) {
            return;
        }
        if (message != null) {
            end.messages().discard();
        } else {
            end.envelopes().removeOldest();
        }
    }
}
