package io.umview.umnet.internal;

import io.umview.api.Call;
import io.umview.api.Reply;
import io.umview.api.net.Families;
import io.umview.umnet.NetworkStack;
import java.util.ArrayList;
import java.util.List;

/** A stack that remembers what it was asked for and gives one answer. */
final class FakeStack implements NetworkStack {
    final List<List<Integer>> asked = new ArrayList<>();
    final Reply reply;
    final List<String> shown = new ArrayList<>();
    boolean visible;
    boolean busy;
    boolean closed;

    private final Families families;

    FakeStack(Families families, Reply reply) {
        this.families = families;
        this.reply = reply;
    }

    @Override
    public Families families() {
        return families;
    }

    @Override
    public Reply socket(Call call, int domain, int type, int protocol) {
        asked.add(List.of(domain, type, protocol));
        return reply;
    }

    @Override
    public boolean visible() {
        return visible;
    }

    @Override
    public Reply open(Call call, String path, int flags) {
        shown.add("open " + path);
        return reply;
    }

    @Override
    public Reply look(Call call, String path, int argument) {
        shown.add("look " + path);
        return reply;
    }

    @Override
    public boolean busy() {
        return busy;
    }

    @Override
    public void close() {
        closed = true;
    }
}
