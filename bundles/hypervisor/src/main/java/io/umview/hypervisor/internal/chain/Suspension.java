package io.umview.hypervisor.internal.chain;

import io.umview.api.Call;
import io.umview.api.Call.Deferred;
import io.umview.api.CallHandler;
import io.umview.api.Reply;
import java.util.ArrayList;
import java.util.List;

/** Holds the calls that a service claims while the service is being exchanged. */
public final class Suspension implements CallHandler {
    // Guarded by this.
    private final List<Deferred> held = new ArrayList<>();
    private boolean over;

    Suspension() {}

    @Override
    public synchronized Reply handle(Call call) {
        if (over) {
            return Reply.DECLINE;
        }
        held.add(call.defer());
        return Reply.LATER;
    }

    /** Ends the suspension. @return the calls that were held; they are to be answered now */
    public synchronized List<Deferred> end() {
        over = true;
        return List.copyOf(held);
    }
}
