package io.umview.umnet.lwipv6.socket;

import io.umview.lwipv6.socket.Capabilities;
import io.umview.lwipv6.socket.Capability;

/**
 * Who makes the call that is being done, and what he may do with the stack: the user who mounted it all, as in a user namespace that
 * he created; others what their effective capabilities say (capabilities(7)). In the loop.
 */
public final class Caller implements Capabilities {
    private static final int NET_BIND_SERVICE = 10;
    private static final int NET_ADMIN = 12;
    private static final int NET_RAW = 13;

    private final GuestDescriptors descriptors;
    private final int owner;

    /** A thread, or 0: then it is known only whose socket it is. */
    private int thread;

    private int user;

    /** @param owner the user who mounted the stack */
    public Caller(GuestDescriptors descriptors, int owner) {
        this.descriptors = descriptors;
        this.owner = owner;
        this.user = owner;
    }

    /** A thread of a guest makes the call. */
    public void is(int guest) {
        thread = guest;
    }

    /**
     * Something that nobody was asked for is done for a socket of a user.
     *
     * @return for {@link #is}, when it is done
     */
    int isUser(int uid) {
        int before = thread;
        thread = 0;
        user = uid;
        return before;
    }

    @Override
    public boolean has(Capability capability) {
        if (thread == 0) {
            return user == owner || user == 0;
        }
        if (descriptors.user(thread) == owner) {
            return true;
        }
        int number = switch (capability) {
            case NET_BIND_SERVICE -> NET_BIND_SERVICE;
            case NET_ADMIN -> NET_ADMIN;
            case NET_RAW -> NET_RAW;
        };
        return (descriptors.capabilities(thread) >>> number & 1) != 0;
    }

    /** Whether he may change the configuration. */
    public boolean mayConfigure() {
        return has(Capability.NET_ADMIN);
    }
}
