package org.example.hidden;

import io.umview.api.Call;
import io.umview.api.Chain;
import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.api.FileOperations;
import io.umview.api.FileSystemType;
import io.umview.api.HiddenTree;
import io.umview.api.MountRequest;
import io.umview.api.PathClaim;
import io.umview.api.PathPattern;
import io.umview.api.Service;
import io.umview.linux.Files;
import java.util.List;

/**
 * {@code mount -t hiddentest SOURCE TARGET} shows the folder or file SOURCE at TARGET; {@code mount -t hiddenclaim -o at=TARGET SOURCE
 * NAME} does so, to some if there are options {@code user=UID}, without a mount there.
 */
public final class Hidden implements Service {
    private static final int O_PATH = 010000000;

    @Override
    public Loaded load(Chain chain, String arguments) {
        chain.claimFileSystem("hiddentest", request -> tree(chain, request));
        chain.claimFileSystem("hiddenclaim", request -> claim(chain, request));
        return Loaded.PLAIN;
    }

    /** Has a tree seen as long as something is mounted that does nothing. */
    private static FileSystemType.Mounted claim(Chain chain, MountRequest request) throws ErrnoException {
        HiddenTree tree = tree(chain, request);
        Chain.Claim claim = chain.claimPaths(new Claimed(
                tree,
                values(request, "at=").get(0),
                values(request, "user=").stream().map(Integer::valueOf).toList()));
        return new FileSystemType.Mounted() {
            @Override
            public FileOperations files() {
                return new FileOperations() {};
            }

            @Override
            public void unmount() {
                claim.close();
                tree.unmount();
            }
        };
    }

    private record Claimed(HiddenTree shown, String at, List<Integer> users) implements PathClaim {
        @Override
        public List<PathPattern> patterns() {
            return List.of(PathPattern.of(at));
        }

        @Override
        public HiddenTree tree(Call call) throws ErrnoException {
            return users.isEmpty() || users.contains(call.process().credentials().fsuid()) ? shown : null;
        }

        @Override
        public String path(Call call) {
            return at.replace("#", Integer.toString(call.process().pid()));
        }
    }

    private static List<String> values(MountRequest request, String key) {
        return request.options().items().stream()
                .filter(item -> item.startsWith(key))
                .map(item -> item.substring(key.length()))
                .toList();
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
                return values(request, "except=");
            }

            @Override
            public void unmount() {
                Files.close(root);
            }
        };
    }
}
