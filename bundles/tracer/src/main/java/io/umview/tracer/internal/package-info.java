/**
 * Two engines and what they share. {@code NotificationEngine}, with {@code HandlerPool}, {@code Listener}, {@code NotifiedCall},
 * {@code WaitingCalls}, {@code HeldAnswers} and {@code StoppedWorld}, has calls brought to it by seccomp notification. {@code PtraceEngine}, with
 * {@code TraceLoop}, {@code TracedThread}, {@code GuestFilters}, {@code CallAtHand} and {@code StoppedCall}, stops threads at
 * them. Both hold threads and run calls in their place ({@code Tracee}, {@code Injection}, {@code Repetition}), compile interest
 * to filters ({@code FilterProgram}) and read guest memory ({@code ProcessMemory}).
 */
@NullMarked
package io.umview.tracer.internal;

import org.jspecify.annotations.NullMarked;
