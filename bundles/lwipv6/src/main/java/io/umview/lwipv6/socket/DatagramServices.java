package io.umview.lwipv6.socket;

import io.umview.lwipv6.bpf.PacketFacts;
import java.util.LinkedHashSet;
import java.util.Set;

/** What the datagram sockets of a stack share: objects that are used again for each message. */
final class DatagramServices {
    /** The sockets that there are, the oldest first. */
    final Set<InetMessageSocket> sockets = new LinkedHashSet<>();

    final MessagePool messages = new MessagePool();
    final SendControl sendControl = new SendControl();
    final ControlWriter control = new ControlWriter();
    final PacketFacts facts = new PacketFacts();
}
