package io.umview.umnet.lwipv6.socket;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All sockets that guests have, of all stacks, by the inodes of the guests' descriptors: however a descriptor was duplicated,
 * inherited or passed on, the inode stays. For any thread.
 */
public final class SocketTable {
    private static final int SMALLEST = 64;

    /** Open addressing with linear probing; the length is a power of two and at most half of it is used. */
    private @Nullable GuestSocket[] slots = new @Nullable GuestSocket[SMALLEST];

    private int size;

    /** The socket with an inode. */
    public synchronized @Nullable GuestSocket find(long inode) {
        for (int i = home(inode); ; i = next(i)) {
            GuestSocket socket = slots[i];
            if (socket == null || socket.inode() == inode) {
                return socket;
            }
        }
    }

    synchronized void add(GuestSocket socket) {
        if (2 * (size + 1) > slots.length) {
            resize(2 * slots.length);
        }
        insert(socket);
        size++;
    }

    synchronized void remove(GuestSocket socket) {
        int i = home(socket.inode());
        while (slots[i] != socket) {
            if (slots[i] == null) {
                return;
            }
            i = next(i);
        }
        slots[i] = null;
        size--;
        // What follows without a gap may have been displaced by it.
        for (int j = next(i); ; j = next(j)) {
            GuestSocket moved = slots[j];
            if (moved == null) {
                break;
            }
            slots[j] = null;
            insert(moved);
        }
        if (slots.length > SMALLEST && 8 * size < slots.length) {
            resize(slots.length / 2);
        }
    }

    /** Those of one stack. */
    synchronized List<GuestSocket> of(SocketHost host) {
        List<GuestSocket> found = new ArrayList<>();
        for (GuestSocket socket : slots) {
            if (socket != null && socket.host() == host) {
                found.add(socket);
            }
        }
        return found;
    }

    private void resize(int length) {
        @Nullable GuestSocket[] old = slots;
        slots = new @Nullable GuestSocket[length];
        for (GuestSocket socket : old) {
            if (socket != null) {
                insert(socket);
            }
        }
    }

    private void insert(GuestSocket socket) {
        int i = home(socket.inode());
        while (slots[i] != null) {
            i = next(i);
        }
        slots[i] = socket;
    }

    private int home(long inode) {
        return (int) (inode * 0x9e3779b97f4a7c15L >>> 32) & slots.length - 1;
    }

    private int next(int i) {
        return i + 1 & slots.length - 1;
    }
}
