package io.umview.benchmarks;

/** What a Java program costs that does nothing. */
final class Nothing {
    private Nothing() {}

    public static void main(String[] arguments) {
        // Nothing.
    }
}
