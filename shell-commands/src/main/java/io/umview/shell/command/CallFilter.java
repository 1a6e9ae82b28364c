package io.umview.shell.command;

import io.umview.api.SystemCall;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/**
 * Which calls to show, by kind and by who answered.
 *
 * @param module who answered; empty for anybody, {@code -} for no module
 */
record CallFilter(Set<SystemCall> calls, String module) {
    /** The module that stands for none. */
    static final String NONE = "-";

    /**
     * Reads a filter.
     *
     * @param list calls, separated by commas; all but those after a {@code !}; all when empty
     */
    static CallFilter of(String list, String module) throws VerbException {
        // strace(1) has it as trace=LIST too.
        String text = list.startsWith("trace=") ? list.substring("trace=".length()) : list;
        boolean inverse = text.startsWith("!");
        String names = inverse ? text.substring(1) : text;
        if (names.isEmpty() || names.equals("all")) {
            return new CallFilter(EnumSet.allOf(SystemCall.class), module);
        }
        EnumSet<SystemCall> named = EnumSet.noneOf(SystemCall.class);
        for (String name : names.split(",")) {
            named.add(call(name.strip()));
        }
        return new CallFilter(inverse ? EnumSet.complementOf(named) : named, module);
    }

    private static SystemCall call(String name) throws VerbException {
        try {
            return SystemCall.valueOf(name.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw VerbException.usage("no such system call: " + name);
        }
    }

    boolean accepts(SystemCall call, String answered) {
        return calls.contains(call)
                && (module.isEmpty() || (module.equals(NONE) ? answered.isEmpty() : module.equals(answered)));
    }
}
