package io.umview.lwipv6.transport.tcp;

import io.umview.lwipv6.buffer.ByteRing;
import io.umview.lwipv6.buffer.Packet;
import io.umview.lwipv6.net.Flow;
import io.umview.lwipv6.net.IpOutput;
import io.umview.lwipv6.net.NetworkError;
import io.umview.lwipv6.wire.Tcp;
import io.umview.lwipv6.wire.TcpOptions;
import org.jspecify.annotations.Nullable;

/** Makes packets of segments and gives them to IP. */
final class SegmentWriter {
    private final IpOutput output;
    private final TcpStatistics statistics;

    SegmentWriter(IpOutput output, TcpStatistics statistics) {
        this.output = output;
        this.statistics = statistics;
    }

    /**
     * Sends a segment of a connection.
     *
     * @param position where its payload begins in the send ring
     * @param length bytes of payload; more than {@code mss} if the link segments
     * @param urgentPointer with flag URG
     * @return null, or why it could not be sent
     */
    @Nullable
    NetworkError send(
            ControlBlock c, int seq, int flags, int position, int length, int mss, int urgentPointer, int window) {
        Receiver receiver = c.receiver;
        int blocks = (flags & Tcp.SYN) == 0 ? receiver.blocksToSend() : 0;
        int header = Tcp.HEADER + (c.timestamps ? TcpOptions.TIMESTAMPS_LENGTH : 0);
        blocks = Math.min(blocks, (Tcp.LARGEST_HEADER - header - 4) / 8);
        if (length + 4 + 8 * blocks > mss) {
            // They would make the packet larger than the path takes; acknowledgments without data carry them.
            blocks = 0;
        }
        if (blocks > 0) {
            header += 4 + 8 * blocks;
        }
        Packet packet = output.pool().take(header + length);
        packet.append(header);
        Tcp.emit(
                packet,
                c.ports,
                seq,
                (flags & Tcp.ACK) == 0 ? 0 : receiver.next(),
                header,
                flags,
                window,
                urgentPointer);
        int at = Tcp.HEADER;
        if (c.timestamps) {
            TcpOptions.emitTimestamps(packet, at, c.timestampNow(), receiver.recentTimestamp());
            at += TcpOptions.TIMESTAMPS_LENGTH;
        }
        if (blocks > 0) {
            TcpOptions.emitSack(packet, at, blocks);
            receiver.emitBlocks(packet, at + 4, blocks);
        }
        if (length > 0) {
            ByteRing ring = c.sender.ring();
            ring.get(position, packet, length);
        }
        int count = 1;
        if (length > mss) {
            packet.segmentation(c.isV4() ? Packet.Segmentation.TCP4 : Packet.Segmentation.TCP6, mss);
            count = (length + mss - 1) / mss;
        }
        statistics.outSegs += count;
        c.segmentsSent += count;
        return emit(packet, c.pseudoHeader, c.flow);
    }

    /** Sends a SYN, with or without ACK. */
    @Nullable
    NetworkError sendSyn(
            Flow flow,
            long pseudoHeader,
            int ports,
            int seq,
            int ack,
            int flags,
            int window,
            int mss,
            int scale,
            boolean sack,
            boolean timestamps,
            int timestamp,
            int echo) {
        int header = Tcp.HEADER
                + 4
                + (scale >= 0 ? 4 : 0)
                + (timestamps ? TcpOptions.TIMESTAMPS_LENGTH : 0)
                + (sack ? 4 : 0);
        Packet packet = output.pool().take(header);
        packet.append(header);
        Tcp.emit(packet, ports, seq, ack, header, flags, window, 0);
        int at = Tcp.HEADER;
        TcpOptions.emitMss(packet, at, mss);
        at += 4;
        if (sack) {
            TcpOptions.emitSackPermitted(packet, at);
            at += 4;
        }
        if (timestamps) {
            TcpOptions.emitTimestamps(packet, at, timestamp, echo);
            at += TcpOptions.TIMESTAMPS_LENGTH;
        }
        if (scale >= 0) {
            TcpOptions.emitScale(packet, at, scale);
        }
        statistics.outSegs++;
        return emit(packet, pseudoHeader, flow);
    }

    /** Sends a segment without payload that no connection is needed for; timestamps if {@code echo} is to be told. */
    void sendBare(
            Flow flow,
            long pseudoHeader,
            int ports,
            int seq,
            int ack,
            int flags,
            int window,
            boolean timestamps,
            int timestamp,
            int echo) {
        int header = Tcp.HEADER + (timestamps ? TcpOptions.TIMESTAMPS_LENGTH : 0);
        Packet packet = output.pool().take(header);
        packet.append(header);
        Tcp.emit(packet, ports, seq, ack, header, flags, window, 0);
        if (timestamps) {
            TcpOptions.emitTimestamps(packet, Tcp.HEADER, timestamp, echo);
        }
        statistics.outSegs++;
        if ((flags & Tcp.RST) != 0) {
            statistics.outRsts++;
        }
        emit(packet, pseudoHeader, flow);
    }

    private @Nullable NetworkError emit(Packet packet, long pseudoHeader, Flow flow) {
        if (flow.offload().checksum()) {
            Tcp.completeLater(packet, pseudoHeader);
        } else if (packet.segmentation() == Packet.Segmentation.NONE) {
            Tcp.complete(packet, pseudoHeader);
        } else {
            Tcp.completeLater(packet, pseudoHeader);
        }
        return output.send(packet, flow);
    }
}
