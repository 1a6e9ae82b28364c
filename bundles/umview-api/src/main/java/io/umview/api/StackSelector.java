package io.umview.api;

import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/** Implemented by the {@link Service.Loaded} of the service that knows network stacks; {@code mstack} asks it. */
@ConsumerType
@FunctionalInterface
public interface StackSelector {
    /**
     * Makes a stack the default of the calling process and of what it starts from now on.
     *
     * @param stackPath the stack special file, as {@link Chain#resolve} gives it
     * @param families protocol families; none (PF_UNSPEC) stands for all that the stack supports
     * @throws ErrnoException EOPNOTSUPP when no stack is mounted there, EACCES when the caller may not use it
     */
    void select(Call call, String stackPath, List<Integer> families) throws ErrnoException;
}
