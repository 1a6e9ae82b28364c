package io.umview.umnet.lwipv6.socket;

import io.umview.api.Call;
import io.umview.api.Reply;

/** Does the calls on the sockets of a stack. */
@FunctionalInterface
public interface CallServer {
    /** Does a call, or has it wait. In the loop; nothing is thrown. */
    Reply serve(GuestSocket socket, Call call);
}
