package io.umview.umnet.lwipv6.socket;

import io.umview.linux.NativeBuffer;
import io.umview.linux.Sockets;

/**
 * The pending error of a guest's end of type SOCK_DGRAM, as poll(2) shows it (POLLERR).
 *
 * <p>The kernel gives such a socket ECONNRESET when the other end, with something unread in it, turns to another peer
 * (unix_dgram_disconnected()): so the hypervisor's end sends itself a message, turns to the guest's, which does not matter, away from
 * it, which does, and back. Messages in the guest's end stay.
 */
final class GuestError {
    private static final int FAMILY = 2;
    private static final int LONGEST_NAME = 110;
    private static final int PEER = 0;
    private static final int OWN = 128;
    private static final int UNSPECIFIED = 256;
    private static final int LENGTH = 264;
    private static final int VALUE = 272;

    private final int ours;
    private final NativeBuffer names;
    private boolean raised;

    /**
     * @param guests the guest's end, which gets a name that the other end can turn to
     * @param names 512 bytes that need not be kept between calls
     */
    GuestError(int ours, int guests, NativeBuffer names) {
        this.ours = ours;
        this.names = names;
        name(guests);
    }

    /** The kernel chooses the name. */
    private void name(int descriptor) {
        names.bytes().putShort(OWN, (short) Sockets.AF_UNIX);
        Sockets.bind(descriptor, at(OWN), FAMILY);
    }

    /** Whether an error was made pending and not taken here. */
    boolean raised() {
        return raised;
    }

    /** Makes an error pending. What the guest has sent and nobody has read is lost. */
    void raise() {
        names.bytes().putInt(LENGTH, LONGEST_NAME);
        if (Sockets.peerName(ours, at(PEER), at(LENGTH)) != 0) {
            return;
        }
        int peerLength = names.bytes().getInt(LENGTH);
        name(ours);
        names.bytes().putInt(LENGTH, LONGEST_NAME);
        Sockets.name(ours, at(OWN), at(LENGTH));
        int ownLength = names.bytes().getInt(LENGTH);
        turnAway();
        Sockets.send(ours, at(OWN), 1, Sockets.MSG_DONTWAIT, at(OWN), ownLength);
        Sockets.connect(ours, at(PEER), peerLength);
        turnAway();
        Sockets.connect(ours, at(PEER), peerLength);
        raised = true;
    }

    private void turnAway() {
        // AF_UNSPEC
        names.bytes().putShort(UNSPECIFIED, (short) 0);
        Sockets.connect(ours, at(UNSPECIFIED), FAMILY);
    }

    /**
     * Takes the error.
     *
     * @param guests a descriptor of the guest's end
     * @return whether it was pending: else the guest was told by a call that nobody else has seen
     */
    boolean take(int guests) {
        raised = false;
        names.bytes().putInt(LENGTH, 4).putInt(VALUE, 0);
        Sockets.getOption(guests, Sockets.SOL_SOCKET, Sockets.SO_ERROR, at(VALUE), at(LENGTH));
        return names.bytes().getInt(VALUE) != 0;
    }

    private long at(int offset) {
        return names.address() + offset;
    }
}
