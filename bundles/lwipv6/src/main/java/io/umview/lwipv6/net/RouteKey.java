package io.umview.lwipv6.net;

import org.jspecify.annotations.Nullable;

/** What a route is looked up for: one object is used again and again. */
final class RouteKey {
    long destinationHigh;
    long destinationLow;
    long sourceHigh;
    long sourceLow;
    int tos;
    int mark;

    /** Where it came in, or null: it is sent from here. */
    @Nullable
    NetworkInterface input;

    /** Where it must leave, or null. */
    @Nullable
    NetworkInterface output;

    /** The name of the interface that rules know the sender by. */
    String inputName() {
        return input == null ? "lo" : input.name();
    }

    String outputName() {
        return output == null ? "" : output.name();
    }

    RouteKey to(long high, long low) {
        destinationHigh = high;
        destinationLow = low;
        sourceHigh = 0;
        sourceLow = 0;
        tos = 0;
        mark = 0;
        input = null;
        output = null;
        return this;
    }
}
