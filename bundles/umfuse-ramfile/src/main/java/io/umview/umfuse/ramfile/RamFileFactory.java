package io.umview.umfuse.ramfile;

import io.umview.api.ErrnoException;
import io.umview.fuse.Attributes;
import io.umview.fuse.MountSettings;
import io.umview.umfuse.FileSystemFactory;
import io.umview.umfuse.FileSystemRequest;
import io.umview.umfuse.ServedFileSystem;
import io.umview.umfuse.Sizes;
import org.osgi.service.component.annotations.Component;

/** {@code mount -t umfuseramfile [-o size=N] none path}. */
@Component(property = FileSystemFactory.TYPE + "=umfuseramfile")
public final class RamFileFactory implements FileSystemFactory {
    private static final long DEFAULT_SIZE = 1 << 20;
    private static final long LARGEST = 1 << 30;

    @Override
    public ServedFileSystem create(FileSystemRequest request) throws ErrnoException {
        long size = Sizes.parse(request.options().value("size").orElse(""), DEFAULT_SIZE);
        RamFile file = new RamFile((int) Math.min(size, LARGEST), request.uid(), request.gid());
        return new ServedFileSystem(
                file,
                MountSettings.of(request.mount().source(), request.mount().type())
                        .withRootType(Attributes.S_IFREG)
                        .asReadOnly(request.readOnly()));
    }
}
