/** Runs the same work natively and in a view, in turn, and prints one table of what it took. */
@org.jspecify.annotations.NullMarked
package io.umview.benchmarks;
