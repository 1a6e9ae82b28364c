package io.umview.tracer.internal;

import io.umview.api.GuestMemory;
import io.umview.api.GuestProcess;
import io.umview.api.SystemCall;
import io.umview.api.View;
import io.umview.linux.NativeBuffer;
import io.umview.linux.Seccomp;
import io.umview.tracer.Supervisor;
import io.umview.tracer.TracedCall;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The call that a handler thread works on: a window onto the notification that it received last. */
final class NotifiedCall implements TracedCall {
    private final NotificationEngine engine;
    private final Supervisor supervisor;
    private final Architecture architecture;
    private final NativeBuffer notification = new NativeBuffer(Seccomp.NOTIF_SIZE);
    private final ProcessMemory memory;
    private final ProcFiles proc = new ProcFiles();
    private final ThreadMarks marks = new ThreadMarks(proc);
    private final ByteBuffer bytes = notification.bytes();
    private @Nullable Listener listener;
    private int mark;
    private int newMark;
    private volatile @Nullable WaitingCall deferred;
    private volatile boolean patient;

    NotifiedCall(NotificationEngine engine, Supervisor supervisor, Architecture architecture, ProcessMemory memory) {
        this.engine = engine;
        this.supervisor = supervisor;
        this.architecture = architecture;
        this.memory = memory;
    }

    /** Receives the next notification. @return 0 or a negative error */
    int receive(Listener fromListener) {
        for (int i = 0; i < Seccomp.NOTIF_SIZE; i += 8) {
            bytes.putLong(i, 0);
        }
        int result = Seccomp.receive(fromListener.descriptor(), notification.address());
        listener = fromListener;
        mark = -1;
        newMark = -1;
        deferred = null;
        patient = false;
        return result;
    }

    Listener listener() {
        return Objects.requireNonNull(listener);
    }

    long id() {
        return bytes.getLong(Seccomp.NOTIF_ID);
    }

    int number() {
        return bytes.getInt(Seccomp.NOTIF_NUMBER);
    }

    /** The mark that the handler asked for, -1 when it asked for none. */
    int newMark() {
        return newMark;
    }

    /** The call as one that is answered later; null when it was not deferred. */
    @Nullable
    WaitingCall deferred() {
        return deferred;
    }

    @Override
    public SystemCall systemCall() {
        return bytes.getInt(Seccomp.NOTIF_ARCH) == architecture.compatArchitecture()
                ? architecture.compatCall(number())
                : architecture.systemCall(number());
    }

    @Override
    public long argument(int index) {
        return bytes.getLong(Seccomp.NOTIF_ARGUMENTS + 8 * index);
    }

    @Override
    public int thread() {
        return bytes.getInt(Seccomp.NOTIF_PID);
    }

    @Override
    public long instructionPointer() {
        return bytes.getLong(Seccomp.NOTIF_IP);
    }

    @Override
    public synchronized int pid() {
        return proc.processOf(thread());
    }

    @Override
    public int mark() {
        if (mark < 0) {
            mark = marks.of(thread(), listener().unreadableMark());
        }
        return mark;
    }

    @Override
    public int personality() {
        return proc.personality(thread());
    }

    @Override
    public void mark(int value) {
        newMark = value;
        mark = value;
    }

    /** Whether the handler may take as long as it likes. */
    boolean isPatient() {
        return patient;
    }

    @Override
    public void mayTakeLong() {
        if (!patient) {
            patient = true;
            engine.mayTakeLong();
        }
    }

    @Override
    public View view() {
        return supervisor.view(mark());
    }

    @Override
    public GuestProcess process() {
        return supervisor.process(this);
    }

    @Override
    public GuestMemory memory() {
        return memory.of(thread());
    }

    @Override
    public synchronized DeferredCall defer() {
        WaitingCall later = deferred;
        if (later == null) {
            later = engine.defer(this);
            deferred = later;
        }
        return later;
    }
}
