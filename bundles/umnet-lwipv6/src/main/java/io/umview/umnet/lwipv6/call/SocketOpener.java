package io.umview.umnet.lwipv6.call;

import io.umview.api.Call;
import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.api.Reply;
import io.umview.linux.Sockets;
import io.umview.lwipv6.net.NetworkError;
import io.umview.lwipv6.net.NetworkException;
import io.umview.lwipv6.socket.MessageSocket;
import io.umview.lwipv6.socket.Socket;
import io.umview.lwipv6.socket.StreamSocket;
import io.umview.umnet.lwipv6.socket.MessageEnd;
import io.umview.umnet.lwipv6.socket.SocketHost;
import io.umview.umnet.lwipv6.socket.SocketSource;
import io.umview.umnet.lwipv6.socket.StreamEnd;

/** socket(2): a socket of the stack, and a descriptor for it. */
public final class SocketOpener {
    private static final int TYPE = 0xf;

    private final SocketHost host;
    private final SocketSource source;

    /** Sockets of a stack. */
    public SocketOpener(SocketHost host, SocketSource source) {
        this.host = host;
        this.source = source;
    }

    /** @param type SOCK_* with flags */
    public Reply open(Call call, int domain, int type, int protocol) {
        return InLoop.handle(host.loop(), call, opener -> reply(opener.thread(), domain, type, protocol));
    }

    private Reply reply(int thread, int domain, int type, int protocol) throws ErrnoException {
        try {
            return Reply.descriptor(descriptor(thread, domain, type, protocol), (type & Sockets.SOCK_CLOEXEC) != 0);
        } catch (NetworkException e) {
            return Reply.fail(Errno.of(e.error().number()));
        }
    }

    private int descriptor(int thread, int domain, int type, int protocol) throws NetworkException, ErrnoException {
        if ((type & ~(TYPE | Sockets.SOCK_NONBLOCK | Sockets.SOCK_CLOEXEC)) != 0) {
            throw NetworkError.EINVAL.exception();
        }
        host.caller().is(thread);
        Socket socket = source.open(domain, type & TYPE, protocol, thread);
        boolean nonBlocking = (type & Sockets.SOCK_NONBLOCK) != 0;
        try {
            int uid = host.descriptors().user(thread);
            return socket instanceof StreamSocket stream
                    ? StreamEnd.create(host, stream, nonBlocking, uid)
                    : MessageEnd.create(host, (MessageSocket) socket, nonBlocking, uid);
        } catch (ErrnoException e) {
            socket.close();
            throw e;
        }
    }
}
