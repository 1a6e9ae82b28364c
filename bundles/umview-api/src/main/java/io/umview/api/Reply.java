package io.umview.api;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The answer to a trapped call. Replies are immutable; the frequent ones are shared and cost no allocation. */
public sealed interface Reply {
    /** Not mine: ask the next older claim, in the end the kernel. */
    Reply DECLINE = new Decline();

    /** The kernel executes the call as it stands. */
    Reply CONTINUE = new Continue();

    /** The answer comes later, through {@link Call.Deferred#reply}. */
    Reply LATER = new Later();

    /** A signal ended a blocking call: EINTR, or the call is made again, as the signal's handler was set up (SA_RESTART). */
    Reply INTERRUPTED = new Interrupted();

    /** The call returns 0. */
    Reply SUCCESS = new Value(0);

    /** The call returns a value. */
    static Reply value(long value) {
        return value == 0 ? SUCCESS : new Value(value);
    }

    /** The call fails with an errno. */
    static Reply fail(Errno errno) {
        return Failure.of(errno);
    }

    /**
     * The call returns a new descriptor of the guest, a duplicate of one of the hypervisor's.
     *
     * @param descriptor a descriptor of the hypervisor, which the tracer closes when it is installed or cannot be
     */
    static Reply descriptor(int descriptor, boolean closeOnExec) {
        return new Descriptor(descriptor, closeOnExec, false);
    }

    /** The same of a descriptor that was opened with O_PATH, which takes longer: seccomp_unotify(2) hands out no such ones. */
    static Reply pathDescriptor(int descriptor, boolean closeOnExec) {
        return new Descriptor(descriptor, closeOnExec, true);
    }

    /** The call is made again with other arguments and then executed by the kernel. */
    static Reply again(Substitute... substitutes) {
        return new Again(null, List.of(substitutes));
    }

    /** The kernel executes another call in place of this one, with the arguments that are given, the others being as they are. */
    static Reply insteadWith(SystemCall call, Substitute... arguments) {
        return new Again(call, List.of(arguments));
    }

    /**
     * The kernel executes another call in place of this one, as if the guest had made it; no claim sees it.
     *
     * @param arguments up to six
     */
    static Reply instead(SystemCall call, long... arguments) {
        return new Instead(call, Arrays.stream(arguments).boxed().toList());
    }

    /**
     * The call returns a value or a negative errno, and from then on a descriptor of the guest refers to what one of the hypervisor's
     * does, as after dup2(2).
     *
     * @param target the number in the guest; FD_CLOEXEC stays as it was
     * @param descriptor a descriptor of the hypervisor, which the tracer closes when it is installed or cannot be
     */
    static Reply replacing(int target, int descriptor, long result) {
        return new Replacing(target, descriptor, result);
    }

    /** See {@link #DECLINE}. */
    record Decline() implements Reply {}

    /** See {@link #CONTINUE}. */
    record Continue() implements Reply {}

    /** See {@link #LATER}. */
    record Later() implements Reply {}

    /** See {@link #INTERRUPTED}. */
    record Interrupted() implements Reply {}

    /** See {@link #value}. */
    record Value(long value) implements Reply {}

    /** See {@link #fail}. */
    record Failure(Errno errno) implements Reply {
        private static final Failure[] SHARED = new Failure[Errno.values().length];

        static {
            for (Errno errno : Errno.values()) {
                SHARED[errno.ordinal()] = new Failure(errno);
            }
        }

        static Failure of(Errno errno) {
            return SHARED[errno.ordinal()];
        }
    }

    /** See {@link #descriptor}, and {@link #pathDescriptor} for {@code isPath}. */
    record Descriptor(int descriptor, boolean closeOnExec, boolean isPath) implements Reply {}

    /** See {@link #replacing}. */
    record Replacing(int target, int descriptor, long result) implements Reply {}

    /**
     * See {@link #again}.
     *
     * @param call another call that is made instead, or null
     */
    record Again(@Nullable SystemCall call, List<Substitute> substitutes) implements Reply {
        /** Keeps a copy. At most one descriptor is lent. */
        public Again {
            substitutes = List.copyOf(substitutes);
            if (substitutes.stream()
                            .filter(Substitute.Lending.class::isInstance)
                            .count()
                    > 1) {
                throw new IllegalArgumentException("more than one descriptor to lend");
            }
        }

        /** The same call. */
        public Again(List<Substitute> substitutes) {
            this(null, substitutes);
        }

        /** The hypervisor's descriptor that is lent, -1 when there is none. */
        public int lent() {
            for (Substitute substitute : substitutes) {
                if (substitute instanceof Substitute.Lending lending) {
                    return lending.descriptor();
                }
            }
            return -1;
        }
    }

    /** See {@link #instead}. */
    record Instead(SystemCall call, List<Long> arguments) implements Reply {
        /** Checks their number and keeps a copy. */
        public Instead {
            if (arguments.size() > Substitute.ARGUMENTS) {
                throw new IllegalArgumentException("a call has no " + arguments.size() + " arguments");
            }
            arguments = List.copyOf(arguments);
        }
    }

    /** Another value for one argument of a call that is made again. */
    sealed interface Substitute {
        /** How many arguments a system call has at most. */
        int ARGUMENTS = 6;

        /** The argument's position, 0 to 5. */
        int index();

        /** A plain number. */
        record Number(int index, long value) implements Substitute {
            /** Checks the position. */
            public Number {
                Objects.checkIndex(index, ARGUMENTS);
            }
        }

        /** A pointer to a copy of these bytes, to which a terminating NUL is added. */
        record Text(int index, byte[] bytes) implements Substitute {
            /** Checks the position. */
            public Text {
                Objects.checkIndex(index, ARGUMENTS);
                Objects.requireNonNull(bytes);
            }
        }

        /** A pointer to a NULL-terminated array of pointers to NUL-terminated strings, as {@code argv} is. */
        record TextArray(int index, List<byte[]> strings) implements Substitute {
            /** Checks the position and keeps a copy. */
            public TextArray {
                Objects.checkIndex(index, ARGUMENTS);
                strings = List.copyOf(strings);
            }
        }

        /** A descriptor that the guest has until the call is over: a duplicate of one of the hypervisor's, which the tracer closes. */
        sealed interface Lending extends Substitute {
            /** The hypervisor's number of it. */
            int descriptor();
        }

        /**
         * Such a descriptor, or a path through it.
         *
         * @param path null: the argument is the descriptor's number; else a pointer to the path {@code /proc/self/fd/NUMBER} with
         *     these bytes behind it
         */
        record Lent(int index, int descriptor, byte @Nullable [] path) implements Lending {
            /** Checks the position. */
            public Lent {
                Objects.checkIndex(index, ARGUMENTS);
            }
        }

        /**
         * A pointer to a struct sockaddr_un (unix(7)) of {@link #SIZE} bytes with a path through such a descriptor.
         *
         * @param path what comes behind {@code /proc/self/fd/NUMBER}
         */
        record LentAddress(int index, int descriptor, byte[] path) implements Lending {
            /** Bytes of the structure. */
            public static final int SIZE = 110;

            /** The most bytes that may come behind a descriptor's path, and leave room for its number and a NUL. */
            public static final int LONGEST = 80;

            /** Checks position and length. */
            public LentAddress {
                Objects.checkIndex(index, ARGUMENTS);
                Objects.checkIndex(path.length, LONGEST + 1);
            }
        }
    }
}
