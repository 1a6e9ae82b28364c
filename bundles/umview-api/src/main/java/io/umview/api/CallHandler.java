package io.umview.api;

import org.osgi.annotation.versioning.ConsumerType;

/** Answers trapped system calls. */
@ConsumerType
@FunctionalInterface
public interface CallHandler {
    /**
     * Answers one call. Runs on a tracer thread and must not block: what takes longer is
     * {@linkplain Call#defer deferred}. An exception fails the call (EIO) and nothing else.
     *
     * @throws ErrnoException the call fails with that errno
     */
    Reply handle(Call call) throws ErrnoException;
}
