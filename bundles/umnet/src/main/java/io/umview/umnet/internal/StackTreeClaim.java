package io.umview.umnet.internal;

import io.umview.api.Call;
import io.umview.api.ErrnoException;
import io.umview.api.HiddenTree;
import io.umview.api.PathClaim;
import io.umview.api.PathPattern;
import io.umview.umnet.NetworkStack;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A tree of a stack, where the processes see it whose internet stack that is. */
final class StackTreeClaim implements PathClaim {
    private static final String PROC_NET = "/proc/net";

    /** /proc/net is a symbolic link to self/net, and self one to the process. */
    private static final List<PathPattern> NETS_OF_PROCESSES =
            List.of(PathPattern.of("/proc/#/net"), PathPattern.of("/proc/#/task/#/net"));

    private static final String DEVICES = "/sys/devices/virtual/net";
    private static final String RESOLVER = "/etc/resolv.conf";
    private static final List<String> NAMES = List.of(PROC_NET, "/proc/sys/net", "/sys/class/net", DEVICES, RESOLVER);

    /** Devices are to be found by the bus that they are on, too. */
    private static final PathPattern DEVICES_OF_BUSES = PathPattern.of("/sys/devices/**/net");

    private final StackRouter router;
    private final NetworkStack stack;

    /** As {@link NetworkStack#tree} knows it, and as the host does. */
    private final String name;

    private final String path;

    private StackTreeClaim(StackRouter router, NetworkStack stack, String name) {
        this.router = router;
        this.stack = stack;
        this.name = name;
        this.path = name.equals(RESOLVER) ? real(name) : name;
    }

    /** Where a stack may be seen. */
    static List<StackTreeClaim> of(StackRouter router, NetworkStack stack) {
        return NAMES.stream()
                .map(name -> new StackTreeClaim(router, stack, name))
                .toList();
    }

    private static String real(String path) {
        try {
            return Path.of(path).toRealPath().toString();
        } catch (IOException e) {
            return path;
        }
    }

    @Override
    public List<PathPattern> patterns() {
        return switch (name) {
            case PROC_NET -> NETS_OF_PROCESSES;
            case DEVICES -> List.of(DEVICES_OF_BUSES);
            default -> List.of(PathPattern.of(path));
        };
    }

    @Override
    public @Nullable HiddenTree tree(Call call) throws ErrnoException {
        return router.internetStack(call).filter(stack::equals).isPresent() ? stack.tree(name) : null;
    }

    @Override
    public String path(Call call) {
        return path.equals(PROC_NET) ? "/proc/" + call.process().pid() + "/net" : path;
    }
}
