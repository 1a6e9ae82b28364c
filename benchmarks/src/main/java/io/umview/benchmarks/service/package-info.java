/** A service module that traps calls for the sake of being measured. */
@org.jspecify.annotations.NullMarked
package io.umview.benchmarks.service;
