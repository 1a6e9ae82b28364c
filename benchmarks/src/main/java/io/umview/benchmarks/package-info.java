/** JMH benchmarks of the hot paths. */
@org.jspecify.annotations.NullMarked
package io.umview.benchmarks;
