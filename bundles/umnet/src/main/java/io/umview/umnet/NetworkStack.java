package io.umview.umnet;

import io.umview.api.Call;
import io.umview.api.ErrnoException;
import io.umview.api.HiddenTree;
import io.umview.api.Reply;
import org.jspecify.annotations.Nullable;
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

    /** Whether the stack has interfaces of its own to show, so that {@link #tree} and {@link #ioctl} are asked. Always the same. */
    default boolean visible() {
        return false;
    }

    /**
     * What shows the network to processes whose internet stack this is, until the stack is closed. Asked whenever such a process comes
     * there; must not block.
     *
     * @param path /proc/net, /proc/sys/net, /sys/class/net, /sys/devices/virtual/net or /etc/resolv.conf
     * @return the same object as long as it is the same tree; null for what the host has
     */
    default @Nullable HiddenTree tree(String path) throws ErrnoException {
        return null;
    }

    /**
     * ioctl(2) with a request of netdevice(7), on a socket of any kind, of a process whose internet stack this is: they tell of
     * interfaces whatever the socket.
     *
     * @return {@link Reply#DECLINE} for the host's interfaces
     */
    default Reply ioctl(Call call) throws ErrnoException {
        return Reply.DECLINE;
    }
}
