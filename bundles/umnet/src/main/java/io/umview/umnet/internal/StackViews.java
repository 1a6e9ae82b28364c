package io.umview.umnet.internal;

import io.umview.api.Call;
import io.umview.api.Chain;
import io.umview.api.ErrnoException;
import io.umview.api.Interest;
import io.umview.api.Interest.ArgumentTest;
import io.umview.api.Reply;
import io.umview.api.SystemCall;
import io.umview.api.net.Families;
import io.umview.umnet.NetworkStack;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What shows a process its network besides sockets: files of proc(5) and ioctls of netdevice(7). */
final class StackViews {
    private static final String PROC = "/proc/";
    private static final String SYSTEM = "/proc/sys/net/";
    private static final String RESOLVER = "/etc/resolv.conf";

    /** /proc/net is a symbolic link to self/net, and self one to the process. */
    private static final Pattern NET = Pattern.compile("/proc/\\d+/(?:task/\\d+/)?net/(.+)");

    private static final int REQUEST = 1;
    private static final int SOCKIOS = 0x8900;
    private static final long SOCKIOS_MASK = 0xffffff00L;

    private final Chain chain;
    private final StackRouter router;
    private final String resolver = realResolver();
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
            chain.claimCalls(
                    Interest.when(SystemCall.IOCTL, new ArgumentTest(REQUEST, SOCKIOS_MASK, SOCKIOS, true)),
                    this::ioctl);
            chain.claimFiles(PROC, this::open);
            // A claim is of what begins with something.
            chain.claimFiles(resolver.substring(0, resolver.length() - 1), this::open);
            claimed = true;
        }
    }

    private Reply ioctl(Call call) throws ErrnoException {
        Optional<NetworkStack> stack = stack(call);
        return stack.isEmpty() ? Reply.DECLINE : stack.get().ioctl(call);
    }

    private Reply open(Call call, String path, int flags) throws ErrnoException {
        String name;
        Matcher net = NET.matcher(path);
        if (net.matches()) {
            name = "/proc/net/" + net.group(1);
        } else if (path.startsWith(SYSTEM)) {
            name = path;
        } else if (path.equals(resolver)) {
            name = RESOLVER;
        } else {
            return Reply.DECLINE;
        }
        Optional<NetworkStack> stack = stack(call);
        return stack.isEmpty() ? Reply.DECLINE : stack.get().open(call, name, flags);
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
