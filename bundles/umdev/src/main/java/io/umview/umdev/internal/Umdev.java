package io.umview.umdev.internal;

import io.umview.api.Chain;
import io.umview.api.Service;
import java.util.Map;
import java.util.concurrent.Executor;

/** umdev in one view. */
final class Umdev implements Service.Loaded {
    private final DeviceMounts mounts;
    private final Storages storages;

    Umdev(Chain chain, DeviceTypes types, Executor executor, Storages storages) {
        this.storages = storages;
        this.mounts = new DeviceMounts(chain, types, new DeviceIoctls(chain, executor), storages);
        chain.claimFileSystem(UmdevService.UMDEV, mounts);
    }

    /** The mounts of this view. */
    DeviceMounts mounts() {
        return mounts;
    }

    @Override
    public Map<String, Object> handOver() {
        return storages.give();
    }

    @Override
    public boolean busy() {
        return !mounts.ioctls().isEmpty();
    }
}
