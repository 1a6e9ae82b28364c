package io.umview.tracer.internal;

import io.umview.api.Interest;
import io.umview.api.Interest.ArgumentTest;
import io.umview.api.SystemCall;
import io.umview.linux.Processes;
import io.umview.tracer.TracedCall;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/**
 * Guests that make themselves undumpable ({@code PR_SET_DUMPABLE}, prctl(2)), as ssh-agent does. An ordinary user can hold them
 * no more: their filter stays as it is, and without its listener they could execute nothing. So before that they get a filter
 * and a listener that they share with nobody but their children, and these are left to them when all others are exchanged.
 */
final class Undumpable {
    /** What must be trapped for it. */
    static final Interest INTEREST =
            Interest.when(SystemCall.PRCTL, ArgumentTest.is(0, Processes.PR_SET_DUMPABLE), ArgumentTest.is(1, 0));

    private static final System.Logger LOG = System.getLogger(Undumpable.class.getName());

    private Set<Integer> told = Set.of();

    /** An interest, and what must be trapped besides if guests can be out of reach: who has CAP_SYS_PTRACE reaches all. */
    static Interest and(Interest interest) {
        return Privilege.CAP_SYS_PTRACE ? interest : interest.and(INTEREST);
    }

    /** Whether a call makes its caller undumpable and out of reach. */
    static boolean isAsked(TracedCall call) {
        return !Privilege.CAP_SYS_PTRACE
                && call.systemCall() == SystemCall.PRCTL
                && call.intArgument(0) == Processes.PR_SET_DUMPABLE
                && call.intArgument(1) == 0;
    }

    /** Says once of each process that it did not follow. */
    void leftBehind(Collection<Integer> processes, Collection<Listener> listeners) {
        for (int process : processes) {
            if (!told.contains(process)) {
                boolean served = listeners.stream().anyMatch(listener -> listener.owner() == process);
                say(process, served ? "" : ", and cannot execute programs");
            }
        }
        told = new HashSet<>(processes);
    }

    /** Says that a process did not follow. */
    static void say(int process, String more) {
        LOG.log(
                System.Logger.Level.WARNING,
                "process {0} is undumpable: it does not see what is added now{1}",
                Integer.toString(process),
                more);
    }
}
