package io.umview.hypervisor.internal.call;

import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.api.GuestText;
import io.umview.api.Reply;
import io.umview.api.VirtualCalls;
import io.umview.hypervisor.internal.chain.LoadedService;
import io.umview.hypervisor.internal.command.Aliases;
import io.umview.hypervisor.internal.command.Uname;
import io.umview.hypervisor.internal.observe.Trail;
import io.umview.hypervisor.internal.view.ViewServices;
import io.umview.hypervisor.internal.view.ViewState;
import io.umview.tracer.TracedCall;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The virtual system calls of View-OS, {@code pivot_root(NULL, count, number, arguments)}: number 1, umservice, is served here,
 * the others by the services of the view.
 */
final class VirtualSystemCalls {
    private static final int UMSERVICE = 1;
    private static final int ADD_SERVICE = 0;
    private static final int DEL_SERVICE = 1;
    private static final int LIST_SERVICE = 3;
    private static final int NAME_SERVICE = 4;
    private static final int GETINFO = 0x101;
    private static final int SETVIEWNAME = 0x102;
    private static final int KILLALL = 0x103;
    private static final int ATTACH = 0x104;
    private static final int FSALIAS = 0x105;

    /** Bytes of a field of struct utsname, which struct viewinfo begins with and ends like. */
    private static final int FIELD = 65;

    private static final int SERVER_ID = 6 * FIELD + 3 & ~3;
    private static final int VIEW_ID = SERVER_ID + 4 + 7 & ~7;
    private static final int VIEW_NAME = VIEW_ID + 8;
    private static final int MOST_ARGUMENTS = 16;
    private static final int LONGEST_TEXT = 4096;

    private final ViewServices services;
    private final Dispatcher.Host host;
    private final Executor executor;

    VirtualSystemCalls(ViewServices services, Dispatcher.Host host, Executor executor) {
        this.services = services;
        this.host = host;
        this.executor = executor;
    }

    /** Answers a pivot_root with a NULL first argument; what is no virtual call gets the kernel's own EFAULT. */
    Reply handle(TracedCall call, ViewState view, @Nullable Trail trail) {
        TracedCall.DeferredCall later = call.defer();
        executor.execute(() -> later.reply(carryOut(later, view, trail)));
        return Reply.LATER;
    }

    private Reply carryOut(TracedCall call, ViewState view, @Nullable Trail trail) {
        try {
            int count = call.intArgument(1);
            if (count < 0 || count > MOST_ARGUMENTS) {
                return Reply.CONTINUE;
            }
            long[] arguments = longs(call, call.argument(3), count);
            if (call.intArgument(2) == UMSERVICE) {
                return count == 0 ? Reply.fail(Errno.EINVAL) : umservice(call, view, (int) arguments[0], arguments);
            }
            for (LoadedService service : view.chain().services()) {
                if (service.loaded() instanceof VirtualCalls served) {
                    Reply reply = served.virtualCall(call, call.intArgument(2), arguments);
                    if (!(reply instanceof Reply.Decline)) {
                        if (trail != null) {
                            trail.asked(service.name());
                        }
                        return reply;
                    }
                }
            }
            return Reply.fail(Errno.ENOSYS);
        } catch (ErrnoException e) {
            return Reply.fail(e.errno());
        } catch (RuntimeException | Error e) {
            return Reply.fail(Errno.EIO);
        }
    }

    private Reply umservice(TracedCall call, ViewState view, int code, long[] arguments) throws ErrnoException {
        switch (code) {
            case ADD_SERVICE -> {
                String[] words = text(call, argument(arguments, 1)).split(",", 2);
                boolean permanent = arguments.length > 2 && arguments[2] != 0;
                services.add(view, words[0], words.length > 1 ? words[1] : "", permanent);
            }
            case DEL_SERVICE -> services.delete(view, text(call, argument(arguments, 1)));
            case LIST_SERVICE -> {
                return answer(
                        call,
                        arguments,
                        1,
                        view.chain().services().stream()
                                .map(service -> service.name() + ":")
                                .collect(Collectors.joining()));
            }
            case NAME_SERVICE -> {
                String name = text(call, argument(arguments, 1));
                LoadedService service = view.chain().service(name).orElseThrow(Errno.ENOENT::exception);
                return answer(call, arguments, 2, service.description());
            }
            case GETINFO -> call.memory().write(argument(arguments, 1), information(view));
            case SETVIEWNAME -> view.name(text(call, argument(arguments, 1)));
            case KILLALL -> host.signal(view, (int) argument(arguments, 1));
            case ATTACH -> host.attach(view, (int) argument(arguments, 1));
            case FSALIAS ->
                Aliases.set(view, List.of(text(call, argument(arguments, 1)), text(call, argument(arguments, 2))));
            default -> throw Errno.ENOSYS.exception();
        }
        return Reply.SUCCESS;
    }

    private static long argument(long[] arguments, int index) throws ErrnoException {
        if (index >= arguments.length) {
            throw Errno.EINVAL.exception();
        }
        return arguments[index];
    }

    /** Puts a text, with its NUL, into the caller's buffer; the arguments from {@code index} on are its address and size. */
    private static Reply answer(TracedCall call, long[] arguments, int index, String text) throws ErrnoException {
        byte[] bytes = GuestText.encode(text);
        long size = argument(arguments, index + 1);
        if (size <= 0) {
            throw Errno.EINVAL.exception();
        }
        byte[] copy = new byte[(int) Math.min(size, bytes.length + 1L)];
        System.arraycopy(bytes, 0, copy, 0, copy.length - 1);
        call.memory().write(argument(arguments, index), copy);
        return Reply.SUCCESS;
    }

    /** struct viewinfo: struct utsname, int serverid, unsigned long viewid, char viewname[65], each at its alignment. */
    private static byte[] information(ViewState view) {
        Uname uname = Uname.read();
        ByteBuffer info = ByteBuffer.allocate(VIEW_NAME + FIELD).order(ByteOrder.nativeOrder());
        List<String> fields = List.of(uname.system(), uname.node(), uname.release(), uname.version(), uname.machine());
        for (int i = 0; i < fields.size(); i++) {
            put(info, i * FIELD, fields.get(i));
        }
        info.putInt(SERVER_ID, (int) ProcessHandle.current().pid());
        info.putLong(VIEW_ID, view.id());
        put(info, VIEW_NAME, view.name());
        return info.array();
    }

    private static void put(ByteBuffer info, int at, String text) {
        byte[] bytes = GuestText.encode(text);
        info.put(at, bytes, 0, Math.min(bytes.length, FIELD - 1));
    }

    private static String text(TracedCall call, long address) throws ErrnoException {
        return GuestText.decode(call.memory().string(address, LONGEST_TEXT));
    }

    private static long[] longs(TracedCall call, long address, int count) throws ErrnoException {
        long[] values = new long[count];
        ByteBuffer.wrap(call.memory().bytes(address, 8 * count))
                .order(ByteOrder.nativeOrder())
                .asLongBuffer()
                .get(values);
        return values;
    }
}
