package io.umview.umdev.mbr;

import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.api.MountRequest;
import io.umview.umdev.Device;
import io.umview.umdev.DeviceRequest;
import io.umview.umdev.DeviceType;
import org.osgi.service.component.annotations.Component;

/** {@code mount -t umdevmbr image path}. */
@Component(property = DeviceType.TYPE + "=umdevmbr")
public final class DiskImageType implements DeviceType {
    private static final long MS_RDONLY = 1;

    @Override
    public Device create(DeviceRequest request) throws ErrnoException {
        MountRequest mount = request.mount();
        boolean readOnly = (mount.flags() & MS_RDONLY) != 0 || mount.options().has("ro");
        if (request.inherited() >= 0) {
            return DiskImage.inherited(request.inherited());
        }
        try {
            return DiskImage.open(request.chain(), mount.source(), readOnly);
        } catch (ErrnoException e) {
            if (e.errno() == Errno.EBUSY) {
                request.chain().view().announce(mount.source() + " is in use");
            }
            throw e;
        }
    }
}
