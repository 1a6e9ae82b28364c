package io.umview.hypervisor.internal.chain;

import io.umview.api.Call;
import io.umview.api.CallHandler;
import io.umview.api.Interest.ArgumentTest;
import io.umview.api.Interest.Trap;
import io.umview.api.SystemCall;
import java.util.List;

/** One service's claim of one system call. */
record CallClaim(
        LoadedService owner, SystemCall systemCall, List<List<ArgumentTest>> alternatives, CallHandler handler) {
    static CallClaim of(LoadedService owner, SystemCall systemCall, List<Trap> traps, CallHandler handler) {
        return new CallClaim(
                owner,
                systemCall,
                traps.stream()
                        .filter(trap -> trap.call() == systemCall)
                        .map(Trap::tests)
                        .toList(),
                handler);
    }

    /** This claim with another handler. */
    CallClaim handledBy(CallHandler other) {
        return new CallClaim(owner, systemCall, alternatives, other);
    }

    /** Whether the claim is about this call: other claims may have trapped it. */
    boolean matches(Call call) {
        for (int i = 0; i < alternatives.size(); i++) {
            if (allHold(alternatives.get(i), call)) {
                return true;
            }
        }
        return false;
    }

    private static boolean allHold(List<ArgumentTest> tests, Call call) {
        for (int i = 0; i < tests.size(); i++) {
            ArgumentTest test = tests.get(i);
            if (!test.holds(call.argument(test.index()))) {
                return false;
            }
        }
        return true;
    }
}
