package org.example.faulty;

import io.umview.api.Call;
import io.umview.api.Chain;
import io.umview.api.ErrnoException;
import io.umview.api.FileOperations;
import io.umview.api.FileStatus;
import io.umview.api.FileSystemType;
import io.umview.api.Interest;
import io.umview.api.MountRequest;
import io.umview.api.Reply;
import io.umview.api.Service;
import io.umview.api.SystemCall;
import java.util.List;

/** A module that does everything wrong. What it does, its argument and the file system type say. */
public final class Faulty implements Service, FileSystemType {
    @Override
    public Loaded load(Chain chain, String how) throws ErrnoException {
        fail(how);
        chain.claimFileSystem("faulty", this);
        chain.claimCalls(Interest.in(SystemCall.SETHOSTNAME, SystemCall.GETSID), this::hostname);
        return how.equals("null") ? null : new Loaded() {
            @Override
            public boolean busy() {
                fail(how.equals("late") ? "throw" : "");
                return false;
            }

            @Override
            public void unload() {
                fail(how.equals("late") ? "throw" : "");
            }
        };
    }

    @Override
    public Mounted mount(MountRequest request) {
        String how = request.type().substring("faulty".length());
        if (how.equals("nullmount")) {
            return null;
        }
        fail(how.equals("mount") ? "throw" : "");
        return new Mounted() {
            @Override
            public FileOperations files() {
                fail(how.equals("files") ? "throw" : "");
                return how.equals("nullfiles") ? null : new Files(how);
            }

            @Override
            public boolean busy() {
                fail(how.equals("busy") ? "throw" : "");
                return false;
            }

            @Override
            public void unmount() {
                fail(how.equals("unmount") ? "throw" : "");
            }
        };
    }

    /** The length of the name says how the call goes wrong. */
    private Reply hostname(Call call) throws ErrnoException {
        if (call.systemCall() == SystemCall.GETSID) {
            throw new AssertionError("getsid");
        }
        switch (call.intArgument(1)) {
            case 1: return null;
            case 2: throw new IllegalStateException("on purpose");
            case 3: throw new StackOverflowError();
            case 4: return Reply.again(new Reply.Substitute.Number(77, 1));
            case 5: return Reply.descriptor(-5, false);
            case 6: return Reply.descriptor(1 << 20, true);
            case 7: return Reply.instead(SystemCall.GETPID, 1, 2, 3, 4, 5, 6, 7, 8);
            case 8: throw new OutOfMemoryError("on purpose");
            case 9: call.argument(9); return Reply.SUCCESS;
            case 10: call.memory().bytes(1, 100); return Reply.SUCCESS;
            case 11: call.memory().bytes(call.argument(0), -1); return Reply.SUCCESS;
            case 12: return new Reply.Again(List.of(new Reply.Substitute.Text(0, null)));
            case 13: return Reply.value(Long.MIN_VALUE);
            default: return Reply.CONTINUE;
        }
    }

    private static void fail(String how) {
        switch (how) {
            case "throw": throw new IllegalStateException("on purpose");
            case "error": throw new NoClassDefFoundError("on purpose");
            case "assert": throw new AssertionError("on purpose");
            default: break;
        }
    }

    private record Files(String how) implements FileOperations {
        @Override
        public FileStatus stat(Call call, String path) throws ErrnoException {
            fail(how);
            return how.equals("nullstat") ? null : new FileStatus(-1, -1, -1, -1, -1, -1, -1, -1, Long.MIN_VALUE, Long.MAX_VALUE, -1);
        }

        @Override
        public Reply open(Call call, String path, int flags, int mode) {
            return how.equals("nonsense") ? Reply.descriptor(-1, false) : null;
        }

        @Override
        public Reply other(Call call, String path) {
            throw new ClassCastException("on purpose");
        }
    }
}
