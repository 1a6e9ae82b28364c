package io.umview.umnet.nativestack;

import io.umview.api.Call;
import io.umview.api.Reply;
import io.umview.api.net.Families;
import io.umview.umnet.NetworkStack;

/** Leaves every socket to the kernel. */
final class NativeStack implements NetworkStack {
    @Override
    public Families families() {
        return Families.ALL;
    }

    @Override
    public Reply socket(Call call, int domain, int type, int protocol) {
        return Reply.CONTINUE;
    }
}
