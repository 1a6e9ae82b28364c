package io.umview.tracer;

import io.umview.api.Call;
import org.osgi.annotation.versioning.ProviderType;

/** A trapped call as the tracer sees it: with the mark of its thread. */
@ProviderType
public interface TracedCall extends Call {
    /** The greatest mark. */
    int MARKS = (1 << 13) - 1;

    /**
     * The mark of the calling thread, 0 to {@link #MARKS}: a number that the kernel hands down across fork, clone and exec.
     * It is kept in bits of personality(2) to which Linux gives no meaning, so it needs no bookkeeping and cannot go stale.
     */
    int mark();

    /** Sets the mark of all threads of the calling process; it takes effect before the call is answered. */
    void mark(int mark);

    /** personality(2) of the calling thread, with the bits of its mark. */
    int personality();

    /** The bits of personality(2) that hold a mark: 8 to 16 and 28 to 31. */
    static int personalityOf(int mark) {
        return mark << 8 & 0x1ff00 | mark >>> 9 << 28;
    }

    /** The mark in a personality. */
    static int markOf(int personality) {
        return (personality & 0x1ff00) >>> 8 | personality >>> 28 << 9;
    }

    /**
     * Says that the handler is about to do something that may take as long as it likes, such as a call to a file system that
     * somebody else serves. Others take over its thread's work, if need be, and the handler is not given up.
     */
    default void mayTakeLong() {}

    /** The id of the calling process. */
    int pid();

    /** Where the call was made: the address behind the instruction. */
    long instructionPointer();

    @Override
    DeferredCall defer();

    /** A traced call that is answered later. */
    @ProviderType
    interface DeferredCall extends TracedCall, Deferred {}
}
