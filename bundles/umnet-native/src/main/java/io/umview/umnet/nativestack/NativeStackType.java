package io.umview.umnet.nativestack;

import io.umview.umnet.NetworkStack;
import io.umview.umnet.StackRequest;
import io.umview.umnet.StackType;
import org.osgi.service.component.annotations.Component;

/** {@code mount -t umnetnative none path}; {@code umnetcurrent} is the same under View-OS's later name. */
@Component(
        property = {
            StackType.TYPE + "=umnetnative",
            StackType.TYPE + "=umnetcurrent",
        })
public final class NativeStackType implements StackType {
    @Override
    public NetworkStack create(StackRequest request) {
        return new NativeStack();
    }
}
