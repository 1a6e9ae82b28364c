package io.umview.lwipv6.link;

import java.time.Duration;

/**
 * What goes wrong on a link in one direction, in the terms of tc-netem(8).
 *
 * @param loss probability, 0 to 1, that a packet is lost
 * @param duplication probability that it comes twice
 * @param corruption probability that one of its bits is changed
 * @param reordering probability that it overtakes those that are delayed; needs a delay
 * @param delay how long it takes
 * @param jitter by how much more or less it may take; packets overtake each other then
 */
public record Faults(
        double loss, double duplication, double corruption, double reordering, Duration delay, Duration jitter) {
    /** Nothing goes wrong. */
    public static final Faults NONE = new Faults(0, 0, 0, 0, Duration.ZERO, Duration.ZERO);

    /** Checks that probabilities are such, and that delays are not negative. */
    public Faults {
        for (double probability : new double[] {loss, duplication, corruption, reordering}) {
            if (!(probability >= 0 && probability <= 1)) {
                throw new IllegalArgumentException("not a probability: " + probability);
            }
        }
        if (delay.isNegative() || jitter.isNegative()) {
            throw new IllegalArgumentException("a negative delay");
        }
    }

    /** The same with another probability of loss. */
    public Faults withLoss(double probability) {
        return new Faults(probability, duplication, corruption, reordering, delay, jitter);
    }

    /** The same with another probability of duplication. */
    public Faults withDuplication(double probability) {
        return new Faults(loss, probability, corruption, reordering, delay, jitter);
    }

    /** The same with another probability of corruption. */
    public Faults withCorruption(double probability) {
        return new Faults(loss, duplication, probability, reordering, delay, jitter);
    }

    /** The same with another probability of reordering. */
    public Faults withReordering(double probability) {
        return new Faults(loss, duplication, corruption, probability, delay, jitter);
    }

    /** The same with another delay. */
    public Faults withDelay(Duration time, Duration variation) {
        return new Faults(loss, duplication, corruption, reordering, time, variation);
    }
}
