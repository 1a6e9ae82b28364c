package io.umview.umnet;

import io.umview.api.Call;
import io.umview.api.ErrnoException;
import io.umview.api.Reply;
import org.osgi.annotation.versioning.ConsumerType;

/** A network stack. */
@ConsumerType
public non-sealed interface NetworkStack extends StackNode {
    /**
     * Makes a socket of one of the {@link #families}.
     *
     * @param call socket(2) or msocket(2): whose socket it will be. The raw arguments mean different things in the two
     * @param type SOCK_* with the flags SOCK_CLOEXEC and SOCK_NONBLOCK
     * @return as a {@linkplain io.umview.api.CallHandler handler} answers; {@link Reply#CONTINUE} for a socket of the host
     * @throws ErrnoException the call fails with that errno
     */
    Reply socket(Call call, int domain, int type, int protocol) throws ErrnoException;
}
