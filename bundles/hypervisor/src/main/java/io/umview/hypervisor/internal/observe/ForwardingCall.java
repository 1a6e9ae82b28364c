package io.umview.hypervisor.internal.observe;

import io.umview.api.GuestMemory;
import io.umview.api.GuestProcess;
import io.umview.api.SystemCall;
import io.umview.api.View;
import io.umview.tracer.TracedCall;

/** A call that passes everything on to another one. */
abstract class ForwardingCall<C extends TracedCall> implements TracedCall {
    final C call;

    ForwardingCall(C call) {
        this.call = call;
    }

    @Override
    public SystemCall systemCall() {
        return call.systemCall();
    }

    @Override
    public long argument(int index) {
        return call.argument(index);
    }

    @Override
    public int thread() {
        return call.thread();
    }

    @Override
    public View view() {
        return call.view();
    }

    @Override
    public GuestProcess process() {
        return call.process();
    }

    @Override
    public GuestMemory memory() {
        return call.memory();
    }

    @Override
    public int mark() {
        return call.mark();
    }

    @Override
    public void mark(int mark) {
        call.mark(mark);
    }

    @Override
    public void mayTakeLong() {
        call.mayTakeLong();
    }

    @Override
    public int personality() {
        return call.personality();
    }

    @Override
    public int pid() {
        return call.pid();
    }

    @Override
    public long instructionPointer() {
        return call.instructionPointer();
    }
}
