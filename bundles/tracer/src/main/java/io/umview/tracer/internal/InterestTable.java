package io.umview.tracer.internal;

import io.umview.api.Interest;
import io.umview.api.Interest.ArgumentTest;
import io.umview.api.Interest.Trap;
import io.umview.api.SystemCall;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntToLongFunction;

/** An interest, arranged to be asked about calls; for kernels that cannot filter them. */
final class InterestTable {
    private final Map<SystemCall, List<Trap>> traps = new EnumMap<>(SystemCall.class);

    InterestTable(Interest interest) {
        for (Trap trap : interest.traps()) {
            traps.computeIfAbsent(trap.call(), call -> new ArrayList<>()).add(trap);
        }
    }

    /** Whether a call is of interest. */
    boolean contains(SystemCall call, IntToLongFunction arguments) {
        List<Trap> mayHold = traps.getOrDefault(call, List.of());
        for (int i = 0; i < mayHold.size(); i++) {
            if (holds(mayHold.get(i), arguments)) {
                return true;
            }
        }
        return false;
    }

    private static boolean holds(Trap trap, IntToLongFunction arguments) {
        for (int i = 0; i < trap.tests().size(); i++) {
            ArgumentTest test = trap.tests().get(i);
            if (!test.holds(arguments.applyAsLong(test.index()))) {
                return false;
            }
        }
        return true;
    }
}
