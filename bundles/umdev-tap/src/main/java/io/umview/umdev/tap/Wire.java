package io.umview.umdev.tap;

import io.umview.api.ErrnoException;

/** What devices are plugged into. Ports are used under the lock of the {@link PacketLoop}. */
interface Wire {
    /**
     * Plugs in.
     *
     * @param receiver gets the frames that come
     */
    Port plug(Receiver receiver) throws ErrnoException;

    /** Takes frames, each of which lies in the loop's packet memory only as long as this method runs. */
    @FunctionalInterface
    interface Receiver {
        /** @param at offset of the first byte in the packet memory */
        void receive(int at, int length);
    }

    /** An end of the wire. */
    interface Port {
        /** Sends a frame that lies in the packet memory. What cannot be sent now is lost, as on any wire. */
        void send(int at, int length);

        void unplug();
    }
}
