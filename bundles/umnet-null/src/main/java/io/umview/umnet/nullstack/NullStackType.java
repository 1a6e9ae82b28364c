package io.umview.umnet.nullstack;

import io.umview.umnet.NetworkStack;
import io.umview.umnet.StackRequest;
import io.umview.umnet.StackType;
import org.osgi.service.component.annotations.Component;

/** {@code mount -t umnetnull none path}. */
@Component(property = StackType.TYPE + "=umnetnull")
public final class NullStackType implements StackType {
    @Override
    public NetworkStack create(StackRequest request) {
        return new NullStack();
    }
}
