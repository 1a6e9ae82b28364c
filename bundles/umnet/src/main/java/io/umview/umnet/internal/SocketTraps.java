package io.umview.umnet.internal;

import io.umview.api.CallHandler;
import io.umview.api.Chain;
import io.umview.api.ErrnoException;
import io.umview.api.Interest;
import io.umview.api.Interest.ArgumentTest;
import io.umview.api.Interest.Trap;
import io.umview.api.SystemCall;
import io.umview.api.net.Families;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The claim of socket(2), for some families only. */
final class SocketTraps {
    private static final int DOMAIN = 0;
    private static final long INT = 0xffffffffL;

    private final Chain chain;
    private final CallHandler handler;
    private Families trapped = Families.NONE;
    private Chain.@Nullable Claim claim;

    SocketTraps(Chain chain, CallHandler handler) {
        this.chain = chain;
        this.handler = handler;
    }

    /** Changes the claim. The new one is there before the old one goes: no socket slips through between them. */
    synchronized void set(Families families) throws ErrnoException {
        if (families.equals(trapped)) {
            return;
        }
        Chain.Claim old = claim;
        claim = families.isEmpty() ? null : chain.claimCalls(interest(families), handler);
        trapped = families;
        if (old != null) {
            old.close();
        }
    }

    private static Interest interest(Families families) {
        Families others = Families.ALL.minus(families);
        return new Interest(families.size() <= others.size() ? each(families) : allBut(others));
    }

    private static List<Trap> each(Families families) {
        return families.numbers().stream()
                .map(family -> new Trap(SystemCall.SOCKET, List.of(ArgumentTest.is(DOMAIN, family))))
                .toList();
    }

    private static List<Trap> allBut(Families others) {
        return List.of(new Trap(
                SystemCall.SOCKET,
                others.numbers().stream()
                        .map(family -> new ArgumentTest(DOMAIN, INT, family, false))
                        .toList()));
    }
}
