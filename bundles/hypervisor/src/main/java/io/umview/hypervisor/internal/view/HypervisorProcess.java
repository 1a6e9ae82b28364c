package io.umview.hypervisor.internal.view;

import io.umview.api.Credentials;
import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.api.GuestProcess;
import io.umview.api.Inherited;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The hypervisor itself, as the caller of what it does of its own accord or from its console. */
public final class HypervisorProcess implements GuestProcess {
    private static final long ALL_CAPABILITIES = -1L;

    @Override
    public int pid() {
        return (int) ProcessHandle.current().pid();
    }

    @Override
    public Credentials credentials() {
        return new Credentials(0, 0, List.of(), ALL_CAPABILITIES);
    }

    @Override
    public <T> @Nullable T get(Inherited<T> key) {
        return null;
    }

    @Override
    public <T> void set(Inherited<T> key, @Nullable T value) throws ErrnoException {
        throw Errno.EPERM.exception();
    }
}
