package io.umview.fuse.host;

import io.umview.fuse.FuseMount;
import io.umview.fuse.MountSettings;
import io.umview.fuse.NodeFileSystem;
import io.umview.fuse.PathFileSystem;
import io.umview.fuse.internal.mount.HiddenMounts;
import io.umview.fuse.internal.mount.Mounted;
import io.umview.fuse.internal.path.PathNodes;
import io.umview.fuse.internal.session.Session;
import io.umview.linux.Files;
import java.io.IOException;

/**
 * Mounts file systems where no path leads: as root, or as an ordinary user by means of a user namespace or of fusermount3. The
 * mount ends with {@link FuseMount#close}, at the latest with this process.
 */
public final class FuseHost {
    private FuseHost() {}

    /**
     * Mounts and begins to serve.
     *
     * @throws IOException it cannot be mounted; one line that names what is missing
     */
    public static FuseMount mount(NodeFileSystem files, MountSettings settings) throws IOException {
        Mounted mounted = HiddenMounts.mount(settings);
        Session session = new Session(files, settings, mounted.device(), mounted.identities());
        session.start();
        return new SessionMount(session, mounted.root());
    }

    /** A file system by paths as one by nodes. */
    public static NodeFileSystem nodes(PathFileSystem files) {
        return new PathNodes(files);
    }

    private static final class SessionMount implements FuseMount {
        private final Session session;
        private final int root;
        private boolean closed;

        SessionMount(Session session, int root) {
            this.session = session;
            this.root = root;
        }

        @Override
        public int root() {
            return root;
        }

        @Override
        public boolean ended() {
            return session.ended();
        }

        @Override
        public synchronized void close() {
            if (!closed) {
                closed = true;
                session.close(root);
                Files.close(root);
            }
        }
    }
}
