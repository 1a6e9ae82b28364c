package io.umview.tracer.internal;

import io.umview.api.ErrnoException;
import io.umview.api.Interest;
import io.umview.api.Interest.Trap;
import io.umview.api.SystemCall;
import io.umview.linux.Seccomp;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntToLongFunction;

/**
 * The filters that stop guests at calls of interest (RET_TRACE). Filters add up: when the interest grows, one more is put on
 * top, and each such step is a generation. Where the kernel has no filters, every call stops and is looked at here.
 */
final class GuestFilters {
    private final Architecture architecture;
    private final boolean available;
    private final List<FilterProgram> layers = new ArrayList<>();
    private Interest interest;
    private InterestTable table;
    private FilterProgram whole;

    GuestFilters(Architecture architecture, Interest interest, boolean available) throws ErrnoException {
        this.architecture = architecture;
        this.interest = interest;
        this.available = available;
        table = new InterestTable(interest);
        whole = compile(interest);
        layers.add(whole);
    }

    private FilterProgram compile(Interest of) throws ErrnoException {
        return FilterProgram.compile(architecture, of, Seccomp.RET_TRACE, InjectionMark.OWN);
    }

    /** Whether the kernel has filters. */
    boolean available() {
        return available;
    }

    /** Whether a call is of interest. */
    boolean contains(SystemCall call, IntToLongFunction arguments) {
        return table.contains(call, arguments);
    }

    /** What a thread must have reached to stop at all calls of interest. */
    int generation() {
        return available ? layers.size() : 0;
    }

    /** Grows the interest. @return whether it was not that wide already */
    boolean widen(Interest more) throws ErrnoException {
        Set<Trap> traps = new LinkedHashSet<>(interest.traps());
        List<Trap> added = more.traps().stream().filter(traps::add).toList();
        if (added.isEmpty()) {
            return false;
        }
        Interest wider = new Interest(List.copyOf(traps));
        FilterProgram wide = compile(wider);
        FilterProgram layer = compile(new Interest(added));
        interest = wider;
        table = new InterestTable(wider);
        whole = wide;
        layers.add(layer);
        return true;
    }

    /**
     * Installs the filters that a held thread lacks.
     *
     * @param from the generation that it has reached
     * @param all whether to try and give them to all threads of its process
     * @return whether all threads have them now
     */
    boolean install(Tracee held, int from, boolean all) throws ErrnoException {
        boolean synchronous = all;
        if (available) {
            for (FilterProgram program : from == 0 ? List.of(whole) : layers.subList(from, layers.size())) {
                // A thread that went its own way with a filter of its own cannot be given one by another: its id comes
                // back.
                synchronous = synchronous
                        && Injection.install(held, program, Seccomp.FLAG_SPEC_ALLOW | Seccomp.FLAG_TSYNC) == 0;
                if (!synchronous) {
                    Injection.install(held, program, Seccomp.FLAG_SPEC_ALLOW);
                }
            }
        }
        return synchronous;
    }
}
