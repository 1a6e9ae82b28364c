package io.umview.umnet.internal;

import io.umview.api.Call;
import io.umview.api.Chain;
import io.umview.api.ErrnoException;
import io.umview.api.FileView;
import io.umview.api.Interest;
import io.umview.api.Interest.ArgumentTest;
import io.umview.api.Reply;
import io.umview.api.SystemCall;
import io.umview.api.net.Families;
import io.umview.umnet.NetworkStack;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What shows a process its network besides sockets: files of proc(5) and ioctls of netdevice(7). */
final class StackViews {
    private static final String RESOLVER = "/etc/resolv.conf";

    /** /proc/net is a symbolic link to self/net, and self one to the process. */
    private static final Pattern PROC_NET = Pattern.compile("/proc/\\d+/(?:task/\\d+/)?net(/.*)?");

    private static final Pattern SYSTEM = Pattern.compile("(?:/proc/sys/net|/sys/class/net)(?:/.*)?");

    /** Where the links of /sys/class/net lead: to each device by the bus that it is on. */
    private static final Pattern DEVICE = Pattern.compile("/sys/devices/(?:virtual/net|.+/net(?=/))(/.*)?");

    private static final int REQUEST = 1;
    private static final int SOCKIOS = 0x8900;
    private static final long SOCKIOS_MASK = 0xffffff00L;

    private static final Interest INTEREST =
            Interest.when(SystemCall.IOCTL, new ArgumentTest(REQUEST, SOCKIOS_MASK, SOCKIOS, true));

    private final Chain chain;
    private final StackRouter router;
    private final String resolver = realResolver();
    private final FileView files = new Files();
    private boolean claimed;

    StackViews(Chain chain, StackRouter router) {
        this.chain = chain;
        this.router = router;
    }

    private static String realResolver() {
        try {
            return Path.of(RESOLVER).toRealPath().toString();
        } catch (IOException e) {
            return RESOLVER;
        }
    }

    /** Has what is needed trapped, from the first stack on that shows itself. */
    synchronized void claim() throws ErrnoException {
        if (!claimed) {
            chain.claimCalls(INTEREST, this::ioctl);
            chain.claimFiles("/proc/", files);
            chain.claimFiles("/sys/", files);
            // A claim is of what begins with something.
            chain.claimFiles(resolver.substring(0, resolver.length() - 1), files);
            claimed = true;
        }
    }

    private Reply ioctl(Call call) throws ErrnoException {
        Optional<NetworkStack> stack = stack(call);
        return stack.isEmpty() ? Reply.DECLINE : stack.get().ioctl(call);
    }

    /** The files, as whose stack they show says. */
    private final class Files implements FileView {
        @Override
        public Reply open(Call call, String path, int flags) throws ErrnoException {
            String name = name(path);
            Optional<NetworkStack> stack = name == null ? Optional.empty() : stack(call);
            return stack.isEmpty() ? Reply.DECLINE : stack.get().open(call, Objects.requireNonNull(name), flags);
        }

        @Override
        public Reply look(Call call, String path, int argument) throws ErrnoException {
            String name = name(path);
            Optional<NetworkStack> stack = name == null ? Optional.empty() : stack(call);
            return stack.isEmpty() ? Reply.DECLINE : stack.get().look(call, Objects.requireNonNull(name), argument);
        }
    }

    /** The name of a file that shows the network, as a process writes it; null for other files. */
    private @Nullable String name(String path) {
        if (path.equals(resolver)) {
            return RESOLVER;
        }
        if (SYSTEM.matcher(path).matches()) {
            return path;
        }
        Matcher device = DEVICE.matcher(path);
        if (device.matches()) {
            return "/sys/devices/virtual/net" + Objects.requireNonNullElse(device.group(1), "");
        }
        Matcher net = PROC_NET.matcher(path);
        return net.matches() ? "/proc/net" + Objects.requireNonNullElse(net.group(1), "") : null;
    }

    private Optional<NetworkStack> stack(Call call) {
        try {
            return router.follow(call, router.defaultStack(call.process(), Families.PF_INET), Families.PF_INET)
                    .stack();
        } catch (ErrnoException e) {
            // A stack that is not to be had shows nothing.
            return Optional.empty();
        }
    }
}
