package io.umview.testing;

import io.umview.api.Call;
import io.umview.api.CallHandler;
import io.umview.api.Chain;
import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.api.FileSystemType;
import io.umview.api.FileView;
import io.umview.api.Inherited;
import io.umview.api.Interest;
import io.umview.api.Interest.Trap;
import io.umview.api.MountOptions;
import io.umview.api.MountRequest;
import io.umview.api.Reply;
import io.umview.api.SystemCall;
import io.umview.api.View;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A chain with one service: a call that no claim traps, and one that all decline, is the kernel's. */
public class FakeChain implements Chain, View {
    /** The lines that the service announced. */
    public final List<String> announced = new ArrayList<>();

    /** The submodules that it asked for. */
    public final List<String> loaded = new ArrayList<>();

    /** The processes of the view. */
    public final List<FakeProcess> processes = new ArrayList<>();

    /** What paths resolve to that are not resolved already. */
    public final Map<String, String> symbolicLinks = new HashMap<>();

    /** Files of the view: descriptors of the hypervisor by path. */
    public final Map<String, Integer> files = new HashMap<>();

    /** What a submodule does when it is loaded: at first there is none. */
    public Submodules submodules = name -> {
        throw Errno.ENODEV.exception();
    };

    /** Why calls cannot be claimed; null when they can. */
    public @Nullable Errno refusal;

    private final AtomicLong mounts = new AtomicLong();
    private final List<Claimed> claims = new ArrayList<>();
    private final List<ClaimedFiles> fileClaims = new ArrayList<>();
    private final Map<String, FileSystemType> types = new HashMap<>();

    /** What starts submodules. */
    public interface Submodules {
        /** Loads one. */
        void load(String name) throws ErrnoException;
    }

    private record ClaimedFiles(String prefix, FileView files) {}

    private record Claimed(Interest interest, CallHandler handler) {
        boolean traps(Call call) {
            return interest.traps().stream().anyMatch(trap -> matches(trap, call));
        }

        private static boolean matches(Trap trap, Call call) {
            return trap.call() == call.systemCall()
                    && trap.tests().stream().allMatch(test -> test.holds(call.argument(test.index())));
        }
    }

    /** A new process in the view. */
    public FakeProcess process() {
        FakeProcess process = new FakeProcess();
        processes.add(process);
        return process;
    }

    /** Sends a call through the chain. */
    public Reply serve(Call call) throws ErrnoException {
        for (int i = claims.size() - 1; i >= 0; i--) {
            Claimed claim = claims.get(i);
            Reply reply = claim.traps(call) ? claim.handler().handle(call) : Reply.DECLINE;
            if (!reply.equals(Reply.DECLINE)) {
                return reply;
            }
        }
        return Reply.CONTINUE;
    }

    /** Opens a file of the host. */
    public Reply open(Call call, String path, int flags) throws ErrnoException {
        return files(path, claim -> claim.open(call, path, flags));
    }

    /** Looks at a file of the host with a call that has the path in its first argument. */
    public Reply look(Call call, String path) throws ErrnoException {
        return files(path, claim -> claim.look(call, path, 0));
    }

    private interface Question {
        Reply ask(FileView files) throws ErrnoException;
    }

    private Reply files(String path, Question question) throws ErrnoException {
        for (int i = fileClaims.size() - 1; i >= 0; i--) {
            ClaimedFiles claim = fileClaims.get(i);
            Reply reply = path.startsWith(claim.prefix()) ? question.ask(claim.files()) : Reply.DECLINE;
            if (!reply.equals(Reply.DECLINE)) {
                return reply;
            }
        }
        return Reply.CONTINUE;
    }

    /** Of the numbers 0 to 80 those with which socket(2) is trapped. */
    public List<Integer> trappedFamilies() {
        FakeProcess anybody = new FakeProcess();
        return IntStream.rangeClosed(0, 80)
                .filter(family -> claims.stream()
                        .anyMatch(claim -> claim.traps(new FakeCall(anybody, SystemCall.SOCKET, family, 1, 0))))
                .boxed()
                .toList();
    }

    /** What all claims trap. */
    public List<Trap> traps() {
        return claims.stream()
                .flatMap(claim -> claim.interest().traps().stream())
                .toList();
    }

    /** Mounts as root. */
    public FileSystemType.Mounted mount(String type, String source, String target) throws ErrnoException {
        return mount(type, source, target, new FakeProcess().as(FakeProcess.ROOT));
    }

    /** Mounts for a process. */
    public FileSystemType.Mounted mount(String type, String source, String target, FakeProcess caller)
            throws ErrnoException {
        FileSystemType served = types.entrySet().stream()
                .filter(entry -> type.startsWith(entry.getKey()))
                .findAny()
                .orElseThrow(Errno.ENODEV::exception)
                .getValue();
        return served.mount(
                new MountRequest(type, source, target, 0, MountOptions.NONE, caller, mounts.incrementAndGet()));
    }

    @Override
    public View view() {
        return this;
    }

    @Override
    public Claim claimCalls(Interest interest, CallHandler handler) throws ErrnoException {
        if (refusal != null) {
            throw refusal.exception();
        }
        Claimed claim = new Claimed(interest, handler);
        claims.add(claim);
        return () -> claims.remove(claim);
    }

    @Override
    public Claim claimFileSystem(String prefix, FileSystemType type) {
        types.put(prefix, type);
        return () -> types.remove(prefix);
    }

    @Override
    public Claim claimFiles(String prefix, FileView files) {
        ClaimedFiles claim = new ClaimedFiles(prefix, files);
        fileClaims.add(claim);
        return () -> fileClaims.remove(claim);
    }

    @Override
    public void loadSubmodule(String name) throws ErrnoException {
        loaded.add(name);
        submodules.load(name);
    }

    @Override
    public String resolve(Call call, byte[] path) {
        String text = new String(path, StandardCharsets.UTF_8);
        return symbolicLinks.getOrDefault(text, text);
    }

    @Override
    public int open(String path, int flags) throws ErrnoException {
        Integer descriptor = files.get(path);
        if (descriptor == null) {
            throw Errno.ENOENT.exception();
        }
        return descriptor;
    }

    @Override
    public <T> boolean anyProcess(Inherited<T> key, Predicate<T> test) {
        return processes.stream().map(process -> process.get(key)).anyMatch(value -> value != null && test.test(value));
    }

    @Override
    public int id() {
        return 0;
    }

    @Override
    public String name() {
        return "";
    }

    @Override
    public void announce(String line) {
        announced.add(line);
    }
}
