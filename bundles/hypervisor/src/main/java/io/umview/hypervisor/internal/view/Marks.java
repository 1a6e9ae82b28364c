package io.umview.hypervisor.internal.view;

import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.api.Inherited;
import io.umview.tracer.TracedCall;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the marks of guest threads mean. Equal states share a mark, so there are as many marks in use as there are different
 * states, not processes. Mark 0 is the outermost view with no attributes.
 */
public final class Marks {
    private final @Nullable State[] states = new @Nullable State[TracedCall.MARKS + 1];
    private final Map<State, Integer> marks = new HashMap<>();
    private volatile Supplier<BitSet> alive = BitSet::new;
    private final State initial;
    private volatile boolean trivial = true;
    private int next = 1;

    /** The state of a thread: its view, and what it inherited or was given. */
    public record State(ViewState view, Map<Inherited<?>, Object> attributes) {
        /** Keeps a copy. */
        public State {
            attributes = Map.copyOf(attributes);
        }

        /** The value of an attribute, or null. */
        @SuppressWarnings("unchecked") // with() puts a key's own type
        public <T> @Nullable T get(Inherited<T> key) {
            return (T) attributes.get(key);
        }

        /** This state with another value of an attribute. */
        public <T> State with(Inherited<T> key, @Nullable T value) {
            Map<Inherited<?>, Object> changed = new HashMap<>(attributes);
            if (value == null) {
                changed.remove(key);
            } else {
                changed.put(key, value);
            }
            return new State(view, changed);
        }
    }

    /** Marks of guests that begin in a view. */
    public Marks(ViewState outermost) {
        initial = new State(outermost, Map.of());
        states[0] = initial;
    }

    /** Sets what finds the marks that live threads have, for when all are taken. */
    public void aliveFrom(Supplier<BitSet> finder) {
        alive = finder;
    }

    /** Whether there is no mark but 0, so that nobody need be asked for his. */
    public boolean trivial() {
        return trivial;
    }

    /** The state that a mark stands for; that of mark 0 for marks that were never given. */
    public State state(int mark) {
        State state = states[mark];
        return state == null ? initial : state;
    }

    /** The mark of a state, a new one if need be. EAGAIN when all are in use. */
    public synchronized int mark(State state) throws ErrnoException {
        if (state.equals(initial)) {
            return 0;
        }
        Integer known = marks.get(state);
        if (known != null) {
            return known;
        }
        if (next > TracedCall.MARKS) {
            collect();
        }
        while (next <= TracedCall.MARKS && states[next] != null) {
            next++;
        }
        if (next > TracedCall.MARKS) {
            throw Errno.EAGAIN.exception();
        }
        states[next] = state;
        marks.put(state, next);
        trivial = false;
        return next++;
    }

    private void collect() {
        BitSet used = alive.get();
        for (int mark = 1; mark <= TracedCall.MARKS; mark++) {
            State state = states[mark];
            if (state != null && !used.get(mark)) {
                states[mark] = null;
                marks.remove(state);
            }
        }
        next = 1;
    }
}
