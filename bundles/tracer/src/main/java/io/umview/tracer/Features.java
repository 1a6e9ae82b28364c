package io.umview.tracer;

import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

/** Features of the kernel that make a tracer fast or possible. */
public record Features(Set<Feature> supported, Set<Feature> used) {
    /** Keeps copies. */
    public Features {
        supported = Set.copyOf(supported);
        used = Set.copyOf(used);
    }

    /** One feature; the names are those of the kernel's interfaces. */
    public enum Feature {
        /** Trapped calls by seccomp user notification (Linux 5.0), with pidfd_getfd (5.6). */
        SECCOMP_NOTIFY,
        /** Received calls are withdrawn by fatal signals only (Linux 5.19). */
        WAIT_KILLABLE,
        /** Guest memory in one call: process_vm_readv and process_vm_writev (Linux 3.2). */
        PROCESS_VM,
        /** Trapped calls by ptrace stops that a seccomp filter selects (Linux 3.5). */
        SECCOMP_TRACE
    }

    /** The names of some features, in declaration order, separated by blanks; {@code nothing} when there are none. */
    public static String describe(Set<Feature> features) {
        return features.isEmpty()
                ? "nothing"
                : EnumSet.copyOf(features).stream().map(Enum::name).collect(Collectors.joining(" "));
    }
}
