package org.example.hidden;

import io.umview.api.Chain;
import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.api.HiddenTree;
import io.umview.api.MountRequest;
import io.umview.api.Service;
import io.umview.linux.Files;
import java.util.List;

/** {@code mount -t hiddentest SOURCE TARGET} shows the folder or file SOURCE at TARGET. */
public final class Hidden implements Service {
    private static final int O_PATH = 010000000;

    @Override
    public Loaded load(Chain chain, String arguments) {
        chain.claimFileSystem("hiddentest", request -> tree(chain, request));
        return Loaded.PLAIN;
    }

    private static HiddenTree tree(Chain chain, MountRequest request) throws ErrnoException {
        if (!request.source().startsWith("/")) {
            throw Errno.ENOENT.exception();
        }
        int root = chain.open(request.source(), O_PATH);
        return new HiddenTree() {
            @Override
            public int root() {
                return root;
            }

            @Override
            public boolean omnipotent() {
                return request.options().has("omnipotent");
            }

            @Override
            public List<String> exceptions() {
                return request.options().items().stream()
                        .filter(item -> item.startsWith("except="))
                        .map(item -> item.substring("except=".length()))
                        .toList();
            }

            @Override
            public void unmount() {
                Files.close(root);
            }
        };
    }
}
