package io.umview.tracer.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.umview.api.GuestProcess;
import io.umview.api.Interest;
import io.umview.api.Reply;
import io.umview.api.SystemCall;
import io.umview.api.View;
import io.umview.tracer.Program;
import io.umview.tracer.Supervisor;
import io.umview.tracer.TracedCall;
import io.umview.tracer.Tracer;
import io.umview.tracer.Tracer.ExitStatus;
import io.umview.tracer.TracerFactory.Options;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the garbage collector has to do for trapped calls. */
class AllocationTest {
    private static final int CALLS = 30_000;

    /** Until what is on the way of a call is compiled. */
    private static final int WARM_UP = 20_000;

    private static final String PROGRAM = "import os\n"
            + "for i in range(" + WARM_UP + "): os.getppid()\n"
            + "os.uname()\n"
            + "for i in range(" + CALLS + "): os.getppid()\n"
            + "os.uname()\n";
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** Lets calls through, and takes down what the tracer's threads have allocated when uname is called. */
    private static final class Meter implements Supervisor {
        final List<Long> readings = new ArrayList<>();

        @Override
        public Reply handle(TracedCall call) {
            if (call.systemCall() == SystemCall.UNAME) {
                readings.add(allocated());
            } else if (call.mark() != 0) {
                return Reply.INTERRUPTED;
            }
            return Reply.CONTINUE;
        }

        private static long allocated() {
            long[] ids = Arrays.stream(THREADS.getThreadInfo(THREADS.getAllThreadIds()))
                    .filter(info -> info != null
                            && (info.getThreadName().startsWith("umview-handler")
                                    || info.getThreadName().equals("umview-tracer")))
                    .mapToLong(java.lang.management.ThreadInfo::getThreadId)
                    .toArray();
            return Arrays.stream(THREADS.getThreadAllocatedBytes(ids)).sum();
        }

        @Override
        public View view(int mark) {
            throw new UnsupportedOperationException();
        }

        @Override
        public GuestProcess process(TracedCall call) {
            throw new UnsupportedOperationException();
        }

        @Override
        public int execFailed(int pid, int errno) {
            return 127;
        }
    }

    @Test
    void aCallThatIsLetThroughAllocatesNothing() throws Exception {
        assertThat(bytesPerCall(Options.ALL)).isLessThan(1);
    }

    @Test
    void neitherDoesOneInThePtraceEngine() throws Exception {
        assertThat(bytesPerCall(new Options(false, true))).isLessThan(1);
    }

    private static double bytesPerCall(Options options) throws Exception {
        Meter meter = new Meter();
        Tracer tracer = new NativeTracerFactory().create(meter, options);
        try {
            tracer.widen(Interest.in(SystemCall.GETPPID, SystemCall.UNAME));
            Program program = new Program("/usr/bin/python3", List.of("python3", "-c", PROGRAM), List.of(), 0);
            assertThat(tracer.start(program).exit().get()).isEqualTo(new ExitStatus(0, 0));
        } finally {
            tracer.close();
        }
        int last = meter.readings.size() - 1;
        return (double) (meter.readings.get(last) - meter.readings.get(last - 1)) / CALLS;
    }
}
