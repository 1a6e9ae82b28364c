package io.umview.umdev.ramdisk;

import io.umview.api.ErrnoException;
import io.umview.api.MountOptions;
import io.umview.umdev.Device;
import io.umview.umdev.DeviceRequest;
import io.umview.umdev.DeviceType;
import org.osgi.service.component.annotations.Component;

/** {@code mount -t umdevramdisk -o size=4M,mbr none path}. */
@Component(property = DeviceType.TYPE + "=umdevramdisk")
public final class RamDiskType implements DeviceType {
    @Override
    public Device create(DeviceRequest request) throws ErrnoException {
        MountOptions options = request.mount().options();
        boolean partitioned = options.has("mbr") || options.has("gpt");
        return request.inherited() >= 0
                ? RamDisk.inherited(request.inherited(), DiskSize.of(options), partitioned)
                : RamDisk.create(DiskSize.of(options), partitioned);
    }
}
