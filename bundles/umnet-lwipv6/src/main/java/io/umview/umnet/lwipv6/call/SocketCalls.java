package io.umview.umnet.lwipv6.call;

import io.umview.api.Call;
import io.umview.api.CallHandler;
import io.umview.api.Chain;
import io.umview.api.ErrnoException;
import io.umview.api.Interest;
import io.umview.api.Reply;
import io.umview.api.SystemCall;
import io.umview.api.View;
import io.umview.umnet.lwipv6.loop.EpollLoop;
import io.umview.umnet.lwipv6.socket.CallServer;
import io.umview.umnet.lwipv6.socket.GuestDescriptors;
import io.umview.umnet.lwipv6.socket.GuestSocket;
import io.umview.umnet.lwipv6.socket.SocketTable;
import io.umview.umnet.lwipv6.socket.StreamEnd;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;

/** The calls on sockets: finds whether the socket is a stack's, and has the call done in the stack's loop. */
public final class SocketCalls implements CallHandler {
    private final SocketTable table;
    private final GuestDescriptors descriptors;
    private final Map<Chain, Claimed> claims = new HashMap<>();

    private static final class Claimed {
        private final Chain.Claim claim;
        private final Map<Interest, Chain.Claim> more = new IdentityHashMap<>();
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
            claimed.more.values().forEach(Chain.Claim::close);
            if (claims.isEmpty()) {
                descriptors.close();
            }
        }
    }

    @Override
    public Reply handle(Call call) throws ErrnoException {
        GuestSocket socket = table.find(descriptors.inode(call.thread(), SocketInterest.descriptor(call)));
        if (socket == null) {
            return Reply.DECLINE;
        }
        if (call.systemCall() == SystemCall.CLOSE && !(socket instanceof StreamEnd)) {
            return Reply.DECLINE;
        }
        Interest more = call.systemCall() == SystemCall.SETSOCKOPT ? SocketInterest.alsoAfter(call) : null;
        if (more != null && !claimed(call.view(), more)) {
            // What more is trapped for it no handler can ask for, since all guests are stopped meanwhile.
            Call.Deferred later = call.defer();
            Thread widening = new Thread(() -> widen(more, socket, later), "umview-widening");
            widening.setDaemon(true);
            widening.start();
            return Reply.LATER;
        }
        return serve(socket, call);
    }

    private void widen(Interest more, GuestSocket socket, Call.Deferred call) {
        try {
            claim(call.view(), more);
        } catch (ErrnoException e) {
            call.reply(Reply.fail(e.errno()));
            return;
        }
        InLoop.answer(call, serve(socket, call));
    }

    private synchronized boolean claimed(View view, Interest more) {
        for (Map.Entry<Chain, Claimed> each : claims.entrySet()) {
            if (each.getKey().view().equals(view) && !each.getValue().more.containsKey(more)) {
                return false;
            }
        }
        return true;
    }

    private synchronized void claim(View view, Interest more) throws ErrnoException {
        for (Map.Entry<Chain, Claimed> each : claims.entrySet()) {
            Claimed claimed = each.getValue();
            if (each.getKey().view().equals(view) && !claimed.more.containsKey(more)) {
                claimed.more.put(more, each.getKey().claimCalls(more, this));
            }
        }
    }

    private Reply serve(GuestSocket socket, Call call) {
        EpollLoop loop = socket.host().loop();
        CallServer server = socket.host().server();
        if (loop.tryEnter()) {
            try {
                return server.serve(socket, call);
            } finally {
                loop.exit();
            }
        }
        return InLoop.handleLater(loop, call, caller -> server.serve(socket, caller), Reply.CONTINUE);
    }
}
