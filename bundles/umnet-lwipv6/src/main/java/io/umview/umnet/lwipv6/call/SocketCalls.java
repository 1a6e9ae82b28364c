package io.umview.umnet.lwipv6.call;

import io.umview.api.Call;
import io.umview.api.CallHandler;
import io.umview.api.Chain;
import io.umview.api.ErrnoException;
import io.umview.api.Reply;
import io.umview.umnet.lwipv6.loop.EpollLoop;
import io.umview.umnet.lwipv6.socket.CallServer;
import io.umview.umnet.lwipv6.socket.GuestDescriptors;
import io.umview.umnet.lwipv6.socket.GuestSocket;
import io.umview.umnet.lwipv6.socket.SocketTable;
import java.util.HashMap;
import java.util.Map;

/** The calls on sockets: finds whether the socket is a stack's, and has the call done in the stack's loop. */
public final class SocketCalls implements CallHandler {
    private final SocketTable table;
    private final GuestDescriptors descriptors;
    private final Map<Chain, Claimed> claims = new HashMap<>();

    private static final class Claimed {
        private final Chain.Claim claim;
        private int stacks = 1;

        Claimed(Chain.Claim claim) {
            this.claim = claim;
        }
    }

    /** Calls on the sockets of a table. */
    public SocketCalls(SocketTable table, GuestDescriptors descriptors) {
        this.table = table;
        this.descriptors = descriptors;
    }

    /** Has the calls of a view trapped, once for all stacks of the view. */
    public synchronized void claim(Chain chain) throws ErrnoException {
        Claimed claimed = claims.get(chain);
        if (claimed != null) {
            claimed.stacks++;
        } else {
            claims.put(chain, new Claimed(chain.claimCalls(SocketInterest.ALL, this)));
        }
    }

    /** A stack of the view has ended. */
    public synchronized void release(Chain chain) {
        Claimed claimed = claims.get(chain);
        if (claimed != null && --claimed.stacks == 0) {
            claims.remove(chain);
            claimed.claim.close();
            if (claims.isEmpty()) {
                descriptors.close();
            }
        }
    }

    @Override
    public Reply handle(Call call) throws ErrnoException {
        GuestSocket socket = table.find(descriptors.inode(call.thread(), call.intArgument(0)));
        if (socket == null) {
            return Reply.DECLINE;
        }
        EpollLoop loop = socket.host().loop();
        CallServer server = socket.host().server();
        if (loop.tryEnter()) {
            try {
                return server.serve(socket, call);
            } finally {
                loop.exit();
            }
        }
        Call.Deferred later = call.defer();
        loop.execute(() -> {
            Reply reply = server.serve(socket, later);
            if (!(reply instanceof Reply.Later)) {
                later.reply(reply instanceof Reply.Decline ? Reply.CONTINUE : reply);
            }
        });
        return Reply.LATER;
    }
}
