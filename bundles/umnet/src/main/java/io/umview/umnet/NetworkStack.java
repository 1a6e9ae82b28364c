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

    /** Whether the stack has interfaces of its own to show, so that {@link #open} and {@link #ioctl} are asked. Always the same. */
    default boolean visible() {
        return false;
    }

    /**
     * Opens a file that shows the network, or a setting of it, for a process whose internet stack this is.
     *
     * @param path as the process itself would write it: /proc/net, /proc/sys/net, /sys/class/net, /sys/devices/virtual/net, what
     *     lies below them, or /etc/resolv.conf
     * @param flags O_*
     * @return {@link Reply#DECLINE} for the host's file
     */
    default Reply open(Call call, String path, int flags) throws ErrnoException {
        return Reply.DECLINE;
    }

    /**
     * Any other call with a path to a file or folder that shows the network, for a process whose internet stack this is.
     *
     * @param path as for {@link #open}; the folders /proc/net, /proc/sys/net and /sys/class/net themselves too
     * @param argument which argument of the call points to the path
     * @return {@link Reply#DECLINE} for what the host has
     */
    default Reply look(Call call, String path, int argument) throws ErrnoException {
        return Reply.DECLINE;
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
