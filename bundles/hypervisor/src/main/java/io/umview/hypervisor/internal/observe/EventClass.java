package io.umview.hypervisor.internal.observe;

import io.umview.api.SystemCall;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** Kinds of trapped calls, for choosing what a debug log shows. */
public enum EventClass {
    /** execve(2) and its like, personality(2). */
    PROCESS,
    /** mount(2) and its like. */
    MOUNT,
    /** Calls on sockets. */
    NETWORK,
    /** Virtual system calls. */
    VIRTUAL,
    /** Calls that take paths, and the rest. */
    PATH;

    static EventClass of(SystemCall call) {
        return switch (call) {
            case EXECVE, EXECVEAT, PERSONALITY -> PROCESS;
            case MOUNT, UMOUNT2, FSOPEN, FSCONFIG, FSMOUNT, MOVE_MOUNT -> MOUNT;
            case PIVOT_ROOT -> VIRTUAL;
            case SOCKET,
                    SOCKETPAIR,
                    BIND,
                    CONNECT,
                    LISTEN,
                    ACCEPT,
                    ACCEPT4,
                    GETSOCKNAME,
                    GETPEERNAME,
                    GETSOCKOPT,
                    SETSOCKOPT,
                    SHUTDOWN,
                    SENDTO,
                    RECVFROM,
                    SENDMSG,
                    RECVMSG,
                    SENDMMSG,
                    RECVMMSG,
                    IOCTL -> NETWORK;
            default -> PATH;
        };
    }

    /**
     * Changes a set of classes.
     *
     * @param list names with commas or blanks between them; {@code +name} adds, {@code -name} takes away, {@code all} is all of
     *     them; if the first one has no sign the set is emptied before
     * @throws IllegalArgumentException for a name that is none
     */
    public static Set<EventClass> change(Set<EventClass> before, String list) {
        Set<EventClass> after = EnumSet.noneOf(EventClass.class);
        String[] words = list.trim().split("[,\\s]+");
        if (words[0].startsWith("+") || words[0].startsWith("-")) {
            after.addAll(before);
        }
        for (String word : words) {
            boolean remove = word.startsWith("-");
            String name = word.startsWith("+") || remove ? word.substring(1) : word;
            Set<EventClass> named = name.equals("all")
                    ? EnumSet.allOf(EventClass.class)
                    : EnumSet.of(valueOf(name.toUpperCase(Locale.ROOT)));
            if (remove) {
                after.removeAll(named);
            } else {
                after.addAll(named);
            }
        }
        return after;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
