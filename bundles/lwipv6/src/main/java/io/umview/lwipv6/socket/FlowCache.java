package io.umview.lwipv6.socket;

import io.umview.lwipv6.net.Flow;
import io.umview.lwipv6.wire.IpAddress;

/** A flow that is used again for as long as messages go the same way, so that its route need not be looked up. */
final class FlowCache {
    private final Flow flow;
    private IpAddress source = IpAddress.ANY6;

    FlowCache(int protocol) {
        flow = new Flow(protocol);
    }

    Flow flow() {
        return flow;
    }

    /**
     * Directs the flow.
     *
     * @param from the source address, or unspecified to have it chosen
     * @param interfaceIndex by which it must leave, or 0
     */
    Flow direct(IpAddress to, IpAddress from, int interfaceIndex) {
        boolean turned = !flow.destination().equals(to);
        if (turned) {
            flow.destination(to);
        }
        if (flow.boundInterface() != interfaceIndex) {
            flow.boundInterface(interfaceIndex);
            turned = true;
        }
        if (turned || !source.equals(from)) {
            source = from;
            flow.source(from);
        }
        return flow;
    }
}
