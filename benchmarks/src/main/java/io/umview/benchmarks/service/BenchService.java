package io.umview.benchmarks.service;

import io.umview.api.Call;
import io.umview.api.Chain;
import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.api.HiddenTree;
import io.umview.api.Interest;
import io.umview.api.Reply;
import io.umview.api.Service;
import io.umview.api.SystemCall;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;
import org.osgi.service.component.annotations.Component;

/**
 * Answers getppid with a value, leaves getpgid to the kernel and reads the path of swapoff, as responder.c does. With an
 * argument it claims the call of that name instead, so that the filters of all guests must be exchanged. {@code mount -t bench
 * FOLDER TARGET} shows a folder as a hidden tree.
 */
@Component(property = {Service.NAME + "=bench", Service.DESCRIPTION + "=calls trapped to be measured"})
public final class BenchService implements Service {
    private static final int PAGE = 4096;
    private static final int O_PATH = 010000000;
    private static final Reply ONE = Reply.value(1);
    private static final ThreadLocal<ByteBuffer> PATHS =
            ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(PAGE).order(ByteOrder.nativeOrder()));

    @Override
    public Loaded load(Chain chain, String arguments) throws ErrnoException {
        if (arguments.isEmpty()) {
            chain.claimCalls(
                    Interest.in(SystemCall.GETPPID, SystemCall.GETPGID, SystemCall.SWAPOFF), BenchService::answer);
        } else {
            chain.claimCalls(Interest.in(named(arguments)), call -> Reply.CONTINUE);
        }
        chain.claimFileSystem("bench", request -> new Folder(chain.open(request.source(), O_PATH)));
        return Loaded.PLAIN;
    }

    /** A folder of the host. */
    private record Folder(int root) implements HiddenTree {}

    private static SystemCall named(String name) throws ErrnoException {
        try {
            return SystemCall.valueOf(name.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw Errno.EINVAL.exception();
        }
    }

    private static Reply answer(Call call) throws ErrnoException {
        return switch (call.systemCall()) {
            case GETPPID -> ONE;
            case SWAPOFF -> {
                call.memory().string(call.argument(0), PATHS.get());
                yield ONE;
            }
            default -> Reply.CONTINUE;
        };
    }
}
