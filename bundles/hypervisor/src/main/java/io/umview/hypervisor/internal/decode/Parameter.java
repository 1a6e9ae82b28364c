package io.umview.hypervisor.internal.decode;

import io.umview.api.Call;
import io.umview.api.ErrnoException;
import org.jspecify.annotations.Nullable;

/** What one argument of a system call means. */
@FunctionalInterface
interface Parameter {
    /**
     * The argument as text.
     *
     * @return null when the call has no such argument this time, as open(2) without O_CREAT has no mode
     * @throws ErrnoException when memory that it points to cannot be read
     */
    @Nullable
    String text(Call call, int index) throws ErrnoException;
}
