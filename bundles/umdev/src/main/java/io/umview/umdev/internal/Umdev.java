package io.umview.umdev.internal;

import io.umview.api.Chain;
import io.umview.api.Service;
import java.util.concurrent.Executor;

/** umdev in one view. */
final class Umdev implements Service.Loaded {
    private final DeviceMounts mounts;

    Umdev(Chain chain, DeviceTypes types, Executor executor) {
        this.mounts = new DeviceMounts(chain, types, new DeviceIoctls(chain, executor));
        chain.claimFileSystem(UmdevService.UMDEV, mounts);
    }

    /** The mounts of this view. */
    DeviceMounts mounts() {
        return mounts;
    }

    @Override
    public boolean busy() {
        return !mounts.ioctls().isEmpty();
    }
}
