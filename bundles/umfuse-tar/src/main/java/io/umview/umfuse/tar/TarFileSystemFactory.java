package io.umview.umfuse.tar;

import io.umview.api.ErrnoException;
import io.umview.fuse.MountSettings;
import io.umview.fuse.host.FuseHost;
import io.umview.linux.Files;
import io.umview.umfuse.FileSystemFactory;
import io.umview.umfuse.FileSystemRequest;
import io.umview.umfuse.ServedFileSystem;
import java.io.IOException;
import org.osgi.service.component.annotations.Component;

/** {@code mount -t umfusetar archive.tar path}. */
@Component(property = FileSystemFactory.TYPE + "=umfusetar")
public final class TarFileSystemFactory implements FileSystemFactory {
    @Override
    public ServedFileSystem create(FileSystemRequest request) throws ErrnoException, IOException {
        Source source = new Source(request.openSource(Files.O_RDONLY | Files.O_CLOEXEC));
        try {
            TarTree tree = TarReader.read(source, request.uid(), request.gid());
            return new ServedFileSystem(
                    FuseHost.nodes(new TarFileSystem(tree, source)),
                    MountSettings.of(request.mount().source(), request.mount().type())
                            .asReadOnly(true));
        } catch (IOException | RuntimeException e) {
            source.close();
            throw e;
        }
    }
}
