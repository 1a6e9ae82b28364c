package io.umview.benchmarks;

import java.util.Locale;

/** What a row should reach. */
sealed interface Reach {
    /** A row that is there to be looked at. */
    Reach NONE = new None();

    static Reach times(double most) {
        return new Times(most);
    }

    static Reach millis(double most) {
        return new Millis(most);
    }

    boolean met(double ratio, double nanos);

    /** See {@link #NONE}. */
    record None() implements Reach {
        @Override
        public boolean met(double ratio, double nanos) {
            return true;
        }

        @Override
        public String toString() {
            return "";
        }
    }

    /** At most so many times what it is compared with. Two decimals count. */
    record Times(double most) implements Reach {
        @Override
        public boolean met(double ratio, double nanos) {
            return Math.round(ratio * 100) <= Math.round(most * 100);
        }

        @Override
        public String toString() {
            return String.format(Locale.ROOT, "≤ %.2f", most);
        }
    }

    /** At most so many milliseconds. */
    record Millis(double most) implements Reach {
        @Override
        public boolean met(double ratio, double nanos) {
            return nanos <= most * 1e6;
        }

        @Override
        public String toString() {
            return String.format(Locale.ROOT, "≤ %.0f ms", most);
        }
    }
}
