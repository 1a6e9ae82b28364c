package io.umview.lwipv6.time;

import java.time.Instant;

/** Tells the time of a stack. */
public interface Clock {
    /** The clock of this machine. */
    Clock SYSTEM = new Clock() {
        @Override
        public long nanos() {
            return System.nanoTime();
        }

        @Override
        public long wallMicros() {
            Instant now = Instant.now();
            return now.getEpochSecond() * 1_000_000 + now.getNano() / 1000;
        }
    };

    /** Nanoseconds since some moment; never goes backwards. May be negative: compare differences. */
    long nanos();

    /** Microseconds since 1970, for what is shown to people and for time stamps of received packets. */
    long wallMicros();
}
