package io.umview.hypervisor.internal.call;

import io.umview.api.Credentials;
import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.api.GuestProcess;
import io.umview.api.Inherited;
import io.umview.hypervisor.internal.view.Marks;
import io.umview.tracer.TracedCall;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The process of a call: its attributes are in the mark of the calling thread, the rest in proc(5). */
final class CallingProcess implements GuestProcess {
    private final TracedCall call;
    private final Marks marks;

    CallingProcess(TracedCall call, Marks marks) {
        this.call = call;
        this.marks = marks;
    }

    @Override
    public int pid() {
        return call.pid();
    }

    @Override
    public <T> @Nullable T get(Inherited<T> key) {
        return marks.trivial() ? null : marks.state(call.mark()).get(key);
    }

    @Override
    public <T> void set(Inherited<T> key, @Nullable T value) throws ErrnoException {
        call.mark(marks.mark(marks.state(call.mark()).with(key, value)));
    }

    @Override
    public Credentials credentials() throws ErrnoException {
        int uid = 0;
        int gid = 0;
        long effective = 0;
        List<Integer> groups = List.of();
        for (String line : status()) {
            String[] words = line.split("\\s+");
            switch (words[0]) {
                case "Uid:" -> uid = Integer.parseUnsignedInt(words[4]);
                case "Gid:" -> gid = Integer.parseUnsignedInt(words[4]);
                case "Groups:" ->
                    groups = Arrays.stream(words)
                            .skip(1)
                            .map(Integer::parseUnsignedInt)
                            .toList();
                case "CapEff:" -> effective = Long.parseUnsignedLong(words[1], 16);
                default -> {
                    continue;
                }
            }
        }
        return new Credentials(uid, gid, groups, effective);
    }

    private List<String> status() throws ErrnoException {
        try {
            return Files.readAllLines(Path.of("/proc/" + call.thread() + "/status"));
        } catch (IOException e) {
            throw Errno.ESRCH.exception();
        }
    }
}
