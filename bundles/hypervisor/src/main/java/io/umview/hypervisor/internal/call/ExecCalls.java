package io.umview.hypervisor.internal.call;

import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.api.GuestMemory;
import io.umview.api.GuestText;
import io.umview.api.Reply;
import io.umview.api.Reply.Substitute;
import io.umview.api.SystemCall;
import io.umview.hypervisor.internal.command.Commands;
import io.umview.hypervisor.internal.command.Invocation;
import io.umview.hypervisor.internal.command.Outcome;
import io.umview.hypervisor.internal.mount.MountTable;
import io.umview.hypervisor.internal.path.GuestStrings;
import io.umview.hypervisor.internal.path.ViewPrograms;
import io.umview.hypervisor.internal.view.ViewState;
import io.umview.tracer.TracedCall;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;

/** Looks at each execve for commands that the hypervisor carries out itself. */
final class ExecCalls {
    private static final int PATH_MAX = 4096;
    private static final String SHELL = "/bin/sh";
    private static final String SCRIPT = "printf %s \"$1\"; printf %s \"$2\" >&2; exit \"$3\"";
    private static final ThreadLocal<ByteBuffer> PATHS =
            ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(PATH_MAX));

    private final Commands commands;
    private final GuestPrograms programs;
    private final Executor executor;

    ExecCalls(Commands commands, GuestPrograms programs, Executor executor) {
        this.commands = commands;
        this.programs = programs;
        this.executor = executor;
    }

    /** Answers an execve or execveat; DECLINE when it is for no command. */
    Reply handle(TracedCall call, ViewState view) throws ErrnoException {
        int pathArgument = call.systemCall() == SystemCall.EXECVE ? 0 : 1;
        ByteBuffer path = PATHS.get();
        int length;
        try {
            length = call.memory().string(call.argument(pathArgument), path);
        } catch (ErrnoException kernelWillSay) {
            return Reply.DECLINE;
        }
        if (!commands.mayBe(path, length)) {
            return Reply.DECLINE;
        }
        byte[] text = new byte[length];
        path.get(0, text);
        String file = GuestText.decode(text);
        String command = programs.command(call, view.mounts(), file);
        if (command.isEmpty()) {
            return Reply.DECLINE;
        }
        TracedCall.DeferredCall later = call.defer();
        executor.execute(() -> later.reply(carryOut(later, view, file, pathArgument)));
        return Reply.LATER;
    }

    private Reply carryOut(TracedCall call, ViewState view, String file, int pathArgument) {
        try {
            List<String> arguments = strings(call.memory(), call.argument(pathArgument + 1));
            List<String> environment = strings(call.memory(), call.argument(pathArgument + 2));
            if (arguments.isEmpty()) {
                arguments.add(file);
            } else {
                arguments.set(0, file);
            }
            Invocation invocation = new Invocation(call, view, arguments, environment);
            Outcome outcome = commands.run(
                    invocation,
                    word -> programs.find(call, view.mounts(), environment, word)
                            .map(found -> programs.command(call, view.mounts(), found))
                            .orElse(""));
            return reply(call, invocation, outcome, pathArgument);
        } catch (ErrnoException e) {
            return Reply.fail(e.errno());
        }
    }

    private static List<String> strings(GuestMemory memory, long address) throws ErrnoException {
        List<String> strings = new ArrayList<>();
        for (byte[] string : GuestStrings.read(memory, address)) {
            strings.add(GuestText.decode(string));
        }
        return strings;
    }

    private Reply reply(TracedCall call, Invocation invocation, Outcome outcome, int pathArgument)
            throws ErrnoException {
        if (outcome instanceof Outcome.Exit exit) {
            return print(invocation.name(), exit, pathArgument);
        }
        if (outcome instanceof Outcome.Execute execute) {
            return execute(call, invocation, execute, pathArgument);
        }
        MountTable mounts = invocation.view().mounts();
        Reply reply = mounts.hasTrees() ? ViewPrograms.execute(call, mounts) : Reply.DECLINE;
        return reply instanceof Reply.Decline ? Reply.CONTINUE : reply;
    }

    /** The guest becomes a shell that prints what the command has to say, and exits with its status. */
    private static Reply print(String name, Outcome.Exit exit, int pathArgument) {
        return again(
                pathArgument,
                SHELL,
                List.of("sh", "-c", SCRIPT, name, exit.output(), exit.error(), Integer.toString(exit.status())));
    }

    private Reply execute(TracedCall call, Invocation invocation, Outcome.Execute execute, int pathArgument)
            throws ErrnoException {
        String program = execute.arguments().get(0);
        MountTable mounts = invocation.view().mounts();
        Optional<String> file = programs.find(call, mounts, invocation.environment(), program);
        if (file.isEmpty() || !programs.executable(call, mounts, file.get())) {
            boolean missing = file.isEmpty();
            Errno errno = missing ? Errno.ENOENT : Errno.EACCES;
            String error =
                    execute.precedingError() + invocation.name() + ": exec: " + program + ": " + errno.text() + "\n";
            return print(invocation.name(), new Outcome.Exit(missing ? 127 : 126, "", error), pathArgument);
        }
        if (!execute.precedingError().isEmpty()) {
            List<String> arguments = new ArrayList<>(List.of(
                    "sh", "-c", "printf %s \"$1\" >&2; shift; exec \"$@\"", "mstack", execute.precedingError()));
            arguments.add(file.get());
            arguments.addAll(execute.arguments().subList(1, execute.arguments().size()));
            return again(pathArgument, SHELL, arguments);
        }
        return mounts.hasTrees()
                ? ViewPrograms.execute(call, mounts, GuestText.encode(file.get()), encoded(execute.arguments()))
                : again(pathArgument, file.get(), execute.arguments());
    }

    private static List<byte[]> encoded(List<String> texts) {
        return texts.stream().map(GuestText::encode).toList();
    }

    private static Reply again(int pathArgument, String path, List<String> arguments) {
        return Reply.again(
                new Substitute.Text(pathArgument, GuestText.encode(path)),
                new Substitute.TextArray(pathArgument + 1, encoded(arguments)));
    }
}
