package io.umview.lwipv6.socket;

import io.umview.lwipv6.net.NetworkError;
import io.umview.lwipv6.wire.IpAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** Errors that wait to be read with MSG_ERRQUEUE (IP_RECVERR in ip(7), IPV6_RECVERR in ipv6(7)). */
final class ErrorQueue {
    /** Who says so (linux/errqueue.h). */
    static final int ORIGIN_LOCAL = 1;

    static final int ORIGIN_ICMP = 2;
    static final int ORIGIN_ICMP6 = 3;

    private static final int MSG_ERRQUEUE = 0x2000;
    private static final int EXTENDED_ERROR = 16;

    private final Queue<Entry> entries = new ArrayDeque<>(2);
    private int bytes;

    /** Adds an error, unless there are more than the receive buffer holds. */
    boolean add(Entry entry, int limit) {
        int size = entry.quoted.length + ReceivedMessage.OVERHEAD;
        if (!entries.isEmpty() && bytes + size > limit) {
            return false;
        }
        bytes += size;
        return entries.add(entry);
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    @Nullable
    Entry poll() {
        Entry entry = entries.poll();
        if (entry != null) {
            bytes -= entry.quoted.length + ReceivedMessage.OVERHEAD;
        }
        return entry;
    }

    /** The error that becomes pending when the one before it was read: the next one, if it is of ICMP (sock_dequeue_err_skb). */
    @Nullable
    NetworkError next() {
        Entry entry = entries.peek();
        return entry == null || entry.origin == ORIGIN_LOCAL ? null : entry.error;
    }

    void clear() {
        entries.clear();
        bytes = 0;
    }

    /**
     * An error.
     *
     * @param quoted what was sent, as far as the error quotes it
     * @param destination where that was to go
     * @param v4 whether the socket is one of AF_INET, and so gets IP_RECVERR
     */
    record Entry(
            byte[] quoted,
            SocketAddress destination,
            boolean v4,
            NetworkError error,
            int origin,
            int type,
            int code,
            int info,
            IpAddress offender)
            implements MessageSocket.Message {
        @Override
        public ByteBuffer payload() {
            return ByteBuffer.wrap(quoted);
        }

        @Override
        public SocketAddress source() {
            return destination;
        }

        @Override
        public ByteBuffer control() {
            ControlWriter writer = new ControlWriter();
            if (v4) {
                ByteBuffer data = writer.message(SocketOption.SOL_IP, IpOption.IP_RECVERR, EXTENDED_ERROR + 16);
                extendedError(data);
                if (origin == ORIGIN_LOCAL) {
                    data.put(new byte[16]);
                } else {
                    SocketAddressCodec.encodeInet4(data, offender.v4(), 0);
                }
            } else {
                ByteBuffer data = writer.message(SocketOption.SOL_IPV6, Ipv6Option.IPV6_RECVERR, EXTENDED_ERROR + 28);
                extendedError(data);
                if (origin == ORIGIN_LOCAL) {
                    data.put(new byte[28]);
                } else {
                    SocketAddressCodec.encodeInet6(data, offender.high(), offender.low(), 0, 0, 0);
                }
            }
            return writer.finish();
        }

        /** struct sock_extended_err. */
        private void extendedError(ByteBuffer data) {
            data.putInt(error.number())
                    .put((byte) origin)
                    .put((byte) type)
                    .put((byte) code)
                    .put((byte) 0);
            data.putInt(info).putInt(0);
        }

        @Override
        public int flags() {
            return MSG_ERRQUEUE;
        }
    }
}
