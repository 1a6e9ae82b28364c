package io.umview.umnet.internal;

import io.umview.api.Call;
import io.umview.api.HiddenTree;
import io.umview.api.Reply;
import io.umview.api.net.Families;
import io.umview.umnet.NetworkStack;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A stack that remembers what it was asked for and gives one answer. */
final class FakeStack implements NetworkStack {
    final List<List<Integer>> asked = new ArrayList<>();
    final Reply reply;
    final Map<String, HiddenTree> trees = new HashMap<>();
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
    public @Nullable HiddenTree tree(String path) {
        return trees.get(path);
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
