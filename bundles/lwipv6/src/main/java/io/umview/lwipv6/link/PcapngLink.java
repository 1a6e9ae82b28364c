package io.umview.lwipv6.link;

import io.umview.lwipv6.buffer.Packet;
import io.umview.lwipv6.time.Clock;
import java.io.IOException;

/** A link that writes all packets to a file. When the file cannot be written any more, the link goes on without. */
public final class PcapngLink extends LinkDecorator {
    private static final System.Logger LOG = System.getLogger(PcapngLink.class.getName());

    private final String name;
    private final PcapngWriter writer;
    private final Clock clock;
    private final int number;
    private final Runnable write = this::write;
    private boolean written = true;
    private boolean failed;

    /**
     * Writes what goes over a link.
     *
     * @param name the interface's, as the file is to call it
     * @param writer may be shared with other links; not closed with the link
     */
    public PcapngLink(Link link, String name, PcapngWriter writer, Clock clock) throws IOException {
        super(link);
        this.name = name;
        this.writer = writer;
        this.clock = clock;
        number = writer.describe(name, link.framing());
        writer.flush();
    }

    @Override
    public boolean send(Packet packet) {
        capture(packet, clock.wallMicros(), PcapngWriter.OUTBOUND);
        return super.send(packet);
    }

    @Override
    public void receive(Packet packet) {
        long time = packet.received();
        capture(packet, time != 0 ? time : clock.wallMicros(), PcapngWriter.INBOUND);
        super.receive(packet);
    }

    @Override
    public void close() {
        super.close();
        if (!written) {
            write();
        }
    }

    private void capture(Packet packet, long time, int direction) {
        if (failed) {
            return;
        }
        try {
            writer.packet(number, packet, time, direction);
        } catch (IOException e) {
            failed(e);
            return;
        }
        // The file is brought up to date when the stack has nothing better to do.
        if (written) {
            written = false;
            loop().later(write);
        }
    }

    private void write() {
        written = true;
        try {
            writer.flush();
        } catch (IOException e) {
            failed(e);
        }
    }

    private void failed(IOException e) {
        failed = true;
        LOG.log(System.Logger.Level.WARNING, "The capture of " + name + " ends here: " + e.getMessage());
    }
}
