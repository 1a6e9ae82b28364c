package io.umview.umdev.internal;

import io.umview.api.Chain;
import io.umview.api.Credentials;
import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.api.FileSystemType;
import io.umview.api.MountRequest;
import io.umview.umdev.BlockDevice;
import io.umview.umdev.ByteDevice;
import io.umview.umdev.DescriptorDevice;
import io.umview.umdev.Device;
import io.umview.umdev.DeviceRequest;
import io.umview.umdev.DeviceType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Mounts devices. */
final class DeviceMounts implements FileSystemType {
    private final Chain chain;
    private final DeviceTypes types;
    private final DeviceIoctls ioctls;
    private final Storages storages;

    DeviceMounts(Chain chain, DeviceTypes types, DeviceIoctls ioctls, Storages storages) {
        this.chain = chain;
        this.types = types;
        this.ioctls = ioctls;
        this.storages = storages;
    }

    DeviceIoctls ioctls() {
        return ioctls;
    }

    Storages storages() {
        return storages;
    }

    private record Request(
            MountRequest mount, Chain chain, @Nullable Character wantedType, int major, int minor, int inherited)
            implements DeviceRequest {
        @Override
        public char type(char natural) {
            return wantedType == null ? natural : wantedType;
        }
    }

    @Override
    public Mounted mount(MountRequest request) throws ErrnoException {
        SharedMount shared = storages.mounted(request.id());
        return shared == null ? newlyMounted(request) : shared.in(this);
    }

    private Mounted newlyMounted(MountRequest request) throws ErrnoException {
        DeviceOptions options = DeviceOptions.parse(request.options());
        NodeAtTarget there = NodeAtTarget.find(request.target());
        int major = options.major() != null ? options.major() : there == null ? 0 : there.major();
        int minor = options.minor() != null ? options.minor() : there == null ? 0 : there.minor();
        Character wanted = options.type() != null || there == null ? options.type() : (Character) there.type();
        DeviceType type = type(request.type());
        List<Device> devices = new ArrayList<>();
        try {
            for (int i = 0; i <= options.subdevices(); i++) {
                devices.add(type.create(new Request(
                        plain(request, options),
                        chain,
                        wanted,
                        major,
                        minor + i,
                        storages.inherited(request.id(), i))));
            }
            Credentials caller = request.caller().credentials();
            List<Integer> owner = storages.owner(
                    request.id(),
                    options.mode(),
                    options.uid() != null ? options.uid() : caller.fsuid(),
                    options.gid() != null ? options.gid() : caller.fsgid());
            MountedDevice.Look look = new MountedDevice.Look(
                    request.target(),
                    wanted != null ? wanted : devices.get(0) instanceof BlockDevice ? 'b' : 'c',
                    major,
                    minor,
                    owner.get(0),
                    owner.get(1),
                    owner.get(2));
            if (devices.get(0) instanceof DescriptorDevice device) {
                DescriptorMount mount = DescriptorMount.first(device, look, this);
                storages.mounted(request.id(), mount);
                return mount;
            }
            return mounted(
                    request,
                    options,
                    look,
                    devices.stream().map(ByteDevice.class::cast).toList());
        } catch (ErrnoException | RuntimeException e) {
            devices.forEach(Device::close);
            throw e;
        }
    }

    private static MountRequest plain(MountRequest request, DeviceOptions options) {
        return new MountRequest(
                request.type(),
                request.source(),
                request.target(),
                request.flags(),
                options.rest(),
                request.caller(),
                request.id());
    }

    private Mounted mounted(
            MountRequest request, DeviceOptions options, MountedDevice.Look look, List<ByteDevice> devices)
            throws ErrnoException {
        MountedDevice device = new MountedDevice(
                look,
                devices.get(0),
                devices.subList(1, devices.size()),
                line -> chain.view().announce(line));
        DeviceTrace trace = new DeviceTrace(System.err::println, options.debug());
        DeviceTree tree;
        try {
            tree = new DeviceTree(device, request.source(), request.type(), trace);
        } catch (IOException e) {
            chain.view().announce(UmdevService.UMDEV + ": " + e.getMessage());
            throw Errno.ENODEV.exception();
        }
        DeviceMount mount = DeviceMount.first(tree, this);
        storages.mounted(request.id(), mount);
        return mount;
    }

    private DeviceType type(String name) throws ErrnoException {
        Optional<DeviceType> type = types.find(name);
        if (type.isEmpty()) {
            chain.loadSubmodule(name);
            type = types.find(name);
        }
        return type.orElseThrow(Errno.ENODEV::exception);
    }
}
