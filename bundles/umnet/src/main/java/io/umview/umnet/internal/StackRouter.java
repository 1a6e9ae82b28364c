package io.umview.umnet.internal;

import io.umview.api.Call;
import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.api.GuestProcess;
import io.umview.api.Inherited;
import io.umview.api.net.Families;
import io.umview.umnet.NetworkStack;
import io.umview.umnet.StackLink;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which stack serves a family for a process: the one that the process chose, else the one mounted on {@value #DEFAULT_PATH} if
 * it knows the family, else the host's, unless the arguments of umnet deny the family.
 */
final class StackRouter {
    static final String DEFAULT_PATH = "/dev/net/default";

    /** As many as the kernel follows in a path, path_resolution(7). */
    private static final int MAX_LINKS = 40;

    private final StackTable table;
    private final Families denied;
    private final Inherited<Map<Integer, String>> chosen;

    StackRouter(StackTable table, Families denied, Inherited<Map<Integer, String>> chosen) {
        this.table = table;
        this.denied = denied;
        this.chosen = chosen;
    }

    /**
     * The default stack of a process, or none when the host serves the family.
     *
     * @throws ErrnoException EAFNOSUPPORT when the family is denied, or the stack that was chosen is mounted no more
     */
    Optional<MountedStack> defaultStack(GuestProcess process, int family) throws ErrnoException {
        Optional<String> own = DefaultStacks.of(process, chosen).of(family);
        if (own.isPresent()) {
            return Optional.of(table.identified(own.get()).orElseThrow(Errno.EAFNOSUPPORT::exception));
        }
        Optional<MountedStack> stack = table.newest(DEFAULT_PATH).filter(common -> serves(common, family));
        if (stack.isEmpty() && denied.contains(family)) {
            throw Errno.EAFNOSUPPORT.exception();
        }
        return stack;
    }

    /** The families that a stack serves, through links too. What leads nowhere counts as served: its use shows the error. */
    Families served(MountedStack stack) {
        if (stack.node() instanceof NetworkStack network) {
            return network.families();
        }
        return Families.ALL.numbers().stream()
                .filter(family -> serves(stack, family))
                .map(Families::of)
                .reduce(Families.NONE, Families::plus);
    }

    private boolean serves(MountedStack stack, int family) {
        MountedStack here = stack;
        for (int links = 0; links <= MAX_LINKS; links++) {
            Step step = step(here, family);
            if (step instanceof Step.To to) {
                here = to.next();
            } else if (step instanceof Step.End end) {
                return end.stack().families().contains(family);
            } else {
                return step instanceof Step.Missing;
            }
        }
        return true;
    }

    /**
     * Follows links.
     *
     * @param start none for the host
     * @throws ErrnoException EACCES for a stack on the way that the caller may not use, ELOOP for too many links, EOPNOTSUPP
     *     for a link to nothing, EAFNOSUPPORT for a stack that is not mounted any more
     */
    Route follow(Call call, Optional<MountedStack> start, int family) throws ErrnoException {
        List<MountedStack> passed = new ArrayList<>();
        Optional<MountedStack> next = start;
        while (next.isPresent()) {
            MountedStack here = next.get();
            if (passed.size() > MAX_LINKS) {
                throw Errno.ELOOP.exception();
            }
            if (!table.contains(here)) {
                throw Errno.EAFNOSUPPORT.exception();
            }
            here.file().checkUse(call);
            passed.add(here);
            Step step = step(here, family);
            if (step instanceof Step.End end) {
                return new Route(passed, Optional.of(end.stack()));
            }
            if (step instanceof Step.Missing) {
                throw Errno.EOPNOTSUPP.exception();
            }
            next = step instanceof Step.To to ? Optional.of(to.next()) : defaultStack(call.process(), family);
        }
        return new Route(passed, Optional.empty());
    }

    /** The stack that has the caller's internet sockets; none for the host's, and when it is not to be had. */
    Optional<NetworkStack> internetStack(Call call) {
        try {
            return follow(call, defaultStack(call.process(), Families.PF_INET), Families.PF_INET)
                    .stack();
        } catch (ErrnoException e) {
            return Optional.empty();
        }
    }

    private Step step(MountedStack here, int family) {
        if (here.node() instanceof NetworkStack stack) {
            return new Step.End(stack);
        }
        StackLink link = (StackLink) here.node();
        if (link.families().contains(family)) {
            return target(here, link).<Step>map(Step.To::new).orElseGet(Step.Missing::new);
        }
        return (link.override() ? table.below(here) : Optional.<MountedStack>empty())
                .<Step>map(Step.To::new)
                .orElseGet(Step.CallersDefault::new);
    }

    private Optional<MountedStack> target(MountedStack here, StackLink link) {
        return link.target().equals(here.path()) ? table.below(here) : table.newest(link.target());
    }

    /** Where a use of a stack leads. */
    private sealed interface Step {
        record End(NetworkStack stack) implements Step {}

        record To(MountedStack next) implements Step {}

        record Missing() implements Step {}

        record CallersDefault() implements Step {}
    }

    /**
     * Which stack was found.
     *
     * @param passed the names on the way to it
     * @param stack none for the host's
     */
    record Route(List<MountedStack> passed, Optional<NetworkStack> stack) {
        Route {
            passed = List.copyOf(passed);
        }
    }
}
