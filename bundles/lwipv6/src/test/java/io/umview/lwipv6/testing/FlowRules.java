package io.umview.lwipv6.testing;

import io.umview.lwipv6.net.PortRange;
import io.umview.lwipv6.net.Route;
import io.umview.lwipv6.net.Rule;
import org.jspecify.annotations.Nullable;

/** Rules about protocols and ports, and nothing else. */
public final class FlowRules {
    private FlowRules() {}

    /**
     * A rule.
     *
     * @param action FR_ACT_*
     * @param from source ports, null for all
     * @param to destination ports, null for all
     */
    public static Rule of(
            boolean v4,
            int priority,
            int action,
            int table,
            int protocol,
            @Nullable PortRange from,
            @Nullable PortRange to) {
        return new Rule(
                v4,
                priority,
                null,
                null,
                0,
                null,
                null,
                0,
                0,
                action,
                table,
                Route.PROTOCOL_STATIC,
                false,
                protocol,
                from,
                to,
                -1);
    }
}
