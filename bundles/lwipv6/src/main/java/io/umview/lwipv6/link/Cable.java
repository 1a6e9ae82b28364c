package io.umview.lwipv6.link;

import io.umview.lwipv6.buffer.Packet;

/** A crossover cable between two stacks of one process, which may belong to different threads. */
public final class Cable {
    private final Link.Framing framing;
    private final End left = new End();
    private final End right = new End();

    /** A cable that carries frames or packets. */
    public Cable(Link.Framing framing) {
        this.framing = framing;
    }

    /** One end. */
    public Link left() {
        return left;
    }

    /** The other end. */
    public Link right() {
        return right;
    }

    final class End extends InProcessLink {
        private End() {}

        @Override
        public Framing framing() {
            return framing;
        }

        @Override
        public boolean send(Packet packet) {
            return hand(packet.exclusive(), this == left ? right : left);
        }
    }
}
