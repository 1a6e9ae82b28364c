package io.umview.umnet.lwipv6.socket;

import io.umview.lwipv6.socket.MessageSocket;
import io.umview.lwipv6.socket.SocketAddressCodec;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the messages that lie in a pair: whom each came from, and its ancillary data. A guest takes messages without a
 * word; how many it took follows from what the kernel still charges for those that are left ({@link MessageSizes}).
 */
public final class Envelopes {
    private static final byte[] NONE = {};

    /** No more messages fit into a pair: each is charged at least 768 bytes of at most 425984. */
    private static final int CAPACITY = 1024;

    private static final int NAME = SocketAddressCodec.LONGEST + 4;

    private final MessageSizes sizes;
    private final int socket;

    // A ring: what belongs to a message has the same index everywhere.
    private int[] charges = new int[8];
    private int[] flags = new int[8];
    private byte[] @Nullable [] controls = new byte @Nullable [8][];
    private int[] nameLengths = new int[8];
    private ByteBuffer names = ByteBuffer.allocate(8 * NAME);

    private int head;
    private int count;
    private long charged;

    Envelopes(MessageSizes sizes, int socket) {
        this.sizes = sizes;
        this.socket = socket;
    }

    /** A message was put into the pair. */
    void add(int length, MessageSocket.Message message) {
        int at = next(length);
        ByteBuffer control = message.control();
        byte[] ancillary = NONE;
        if (control.hasRemaining()) {
            ancillary = new byte[control.remaining()];
            control.get(control.position(), ancillary);
        }
        controls[at] = ancillary;
        flags[at] = message.flags();
        nameLengths[at] = message.source(names.limit(names.capacity()).position(at * NAME));
    }

    private int next(int length) {
        if (count == charges.length) {
            synchronize();
            if (count == charges.length) {
                grow();
            }
        }
        int at = index(count++);
        charges[at] = sizes.of(length);
        charged += charges[at];
        return at;
    }

    private void grow() {
        if (count >= CAPACITY) {
            removeOldest();
            return;
        }
        // Turned so that the oldest is the first, all of it stays where it is in the larger ring.
        int[] turned = new int[count];
        Arrays.setAll(turned, this::index);
        int size = 2 * count;
        charges = moved(charges, turned, size);
        flags = moved(flags, turned, size);
        nameLengths = moved(nameLengths, turned, size);
        byte[] @Nullable [] moreControls = new byte @Nullable [size][];
        ByteBuffer moreNames = ByteBuffer.allocate(size * NAME);
        for (int i = 0; i < turned.length; i++) {
            moreControls[i] = controls[turned[i]];
            moreNames.put(i * NAME, names.array(), turned[i] * NAME, NAME);
        }
        controls = moreControls;
        names = moreNames;
        head = 0;
    }

    private static int[] moved(int[] values, int[] order, int size) {
        int[] result = new int[size];
        for (int i = 0; i < order.length; i++) {
            result[i] = values[order[i]];
        }
        return result;
    }

    /** Forgets those whose messages the guest has taken. */
    private void synchronize() {
        if (count > 0) {
            int outstanding = sizes.outstanding(socket);
            while (count > 0 && charged > outstanding) {
                removeOldest();
            }
        }
    }

    /** Whether no message is in the pair. Takes notice of what the guest has taken. */
    public boolean isEmpty() {
        synchronize();
        return count == 0;
    }

    /** Puts whom the oldest message came from, as struct sockaddr, to the position of a buffer. @return how long it is */
    public int source(ByteBuffer into) {
        into.put(names.array(), head * NAME, nameLengths[head]);
        return nameLengths[head];
    }

    /** The ancillary data of the oldest message. */
    public byte[] control() {
        byte[] control = controls[head];
        return control == null ? NONE : control;
    }

    /** MSG_* that who receives the oldest message is told. */
    public int flags() {
        return flags[head];
    }

    /** The oldest message was taken. */
    public void removeOldest() {
        controls[head] = null;
        charged -= charges[head];
        head = index(1);
        count--;
    }

    private int index(int position) {
        return head + position & charges.length - 1;
    }
}
