package io.umview.lwipv6.socket;

import io.umview.lwipv6.wire.IpAddress;
import java.nio.ByteBuffer;

/** What is read after shutdown(SHUT_RD) when no message is left: nothing, which is not the same as EAGAIN. */
record EndOfMessages(SocketAddress source) implements MessageSocket.Message {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);
    private static final EndOfMessages V4 = new EndOfMessages(new SocketAddress.Inet4(IpAddress.ANY4, 0));
    private static final EndOfMessages V6 = new EndOfMessages(new SocketAddress.Inet6(IpAddress.ANY6, 0, 0, 0));

    static EndOfMessages of(IpAddress any) {
        return any.isV4() ? V4 : V6;
    }

    @Override
    public ByteBuffer payload() {
        return NOTHING;
    }

    @Override
    public ByteBuffer control() {
        return NOTHING;
    }

    @Override
    public boolean isEnd() {
        return true;
    }

    @Override
    public int flags() {
        return 0;
    }
}
