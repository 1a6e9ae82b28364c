package io.umview.umfuse.mem;

import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.fuse.MountSettings;
import io.umview.umfuse.FileSystemFactory;
import io.umview.umfuse.FileSystemRequest;
import io.umview.umfuse.ServedFileSystem;
import io.umview.umfuse.Sizes;
import org.osgi.service.component.annotations.Component;

/** {@code mount -t umfusemem [-o size=N,mode=OCTAL,uid=N,gid=N] none path}: options as tmpfs(5) has them. */
@Component(property = FileSystemFactory.TYPE + "=umfusemem")
public final class MemoryFileSystemFactory implements FileSystemFactory {
    private static final int ANYBODY = 01777;

    @Override
    public ServedFileSystem create(FileSystemRequest request) throws ErrnoException {
        long size = Sizes.parse(
                request.options().value("size").orElse(""), Runtime.getRuntime().maxMemory() / 2);
        int mode = number(request, "mode", ANYBODY, 8);
        MemoryFileSystem files = new MemoryFileSystem(
                size, mode, number(request, "uid", request.uid(), 10), number(request, "gid", request.gid(), 10));
        MountSettings settings = MountSettings.of(
                        request.mount().source(), request.mount().type())
                .asReadOnly(request.readOnly())
                .withWritebackCache(request.options().has("writeback"));
        return new ServedFileSystem(files, settings);
    }

    private static int number(FileSystemRequest request, String key, int otherwise, int radix) throws ErrnoException {
        String value = request.options().value(key).orElse("");
        try {
            return value.isEmpty() ? otherwise : Integer.parseUnsignedInt(value, radix);
        } catch (NumberFormatException e) {
            throw Errno.EINVAL.exception();
        }
    }
}
