package io.umview.lwipv6.link;

import io.umview.lwipv6.buffer.Packet;
import io.umview.lwipv6.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.function.Consumer;

/** A link that tells people what goes over it, a line for each packet. */
public final class TracingLink extends LinkDecorator {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSSSSS").withZone(ZoneId.systemDefault());

    private final String name;
    private final Clock clock;
    private final Consumer<String> sink;

    /**
     * Tells what goes over a link.
     *
     * @param name the interface's
     * @param sink gets the lines, without line ends
     */
    public TracingLink(Link link, String name, Clock clock, Consumer<String> sink) {
        super(link);
        this.name = name;
        this.clock = clock;
        this.sink = sink;
    }

    @Override
    public boolean send(Packet packet) {
        tell(packet, " out ", clock.wallMicros());
        return super.send(packet);
    }

    @Override
    public void receive(Packet packet) {
        tell(packet, " in  ", packet.received() != 0 ? packet.received() : clock.wallMicros());
        super.receive(packet);
    }

    private void tell(Packet packet, String direction, long micros) {
        Instant time = Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
        sink.accept(TIME.format(time) + " " + name + direction + PacketText.of(packet, framing()));
    }
}
