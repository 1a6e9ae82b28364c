package io.umview.umnet.nullstack;

import io.umview.api.Call;
import io.umview.api.Errno;
import io.umview.api.Reply;
import io.umview.api.net.Families;
import io.umview.umnet.NetworkStack;

/** Refuses every family. */
final class NullStack implements NetworkStack {
    @Override
    public Families families() {
        return Families.ALL;
    }

    @Override
    public Reply socket(Call call, int domain, int type, int protocol) {
        return Reply.fail(Errno.EAFNOSUPPORT);
    }
}
