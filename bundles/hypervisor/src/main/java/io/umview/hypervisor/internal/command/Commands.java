package io.umview.hypervisor.internal.command;

import io.umview.api.ErrnoException;
import io.umview.hypervisor.internal.view.ViewMounts;
import io.umview.hypervisor.internal.view.ViewServices;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** All commands that the hypervisor carries out for guests, by name. */
public final class Commands {
    private static final System.Logger LOG = System.getLogger(Commands.class.getName());
    private static final int NESTING = 40;

    private final Map<String, Command> commands = new HashMap<>();
    private final byte[][] names;

    /** What some commands ask of the hypervisor. */
    public interface Control extends ControlCommands.Control, NestedCommand.Views {}

    /** The commands. */
    public Commands(ViewServices services, ViewMounts mounts, Control control) {
        commands.putAll(ServiceCommands.of(services));
        commands.putAll(MountCommands.of(mounts));
        commands.putAll(IdentityCommands.of());
        commands.putAll(ControlCommands.of(control));
        commands.put("mstack", new StackCommand());
        commands.put("umview", new NestedCommand(control));
        names = commands.keySet().stream()
                .map(name -> name.getBytes(StandardCharsets.US_ASCII))
                .toArray(byte[][]::new);
    }

    /** Whether a path ends in the name of a command. */
    public boolean mayBe(ByteBuffer path, int length) {
        int start = length;
        while (start > 0 && path.get(start - 1) != '/') {
            start--;
        }
        for (byte[] name : names) {
            if (name.length == length - start && equal(name, path, start)) {
                return true;
            }
        }
        return false;
    }

    private static boolean equal(byte[] name, ByteBuffer path, int start) {
        for (int i = 0; i < name.length; i++) {
            if (name[i] != path.get(start + i)) {
                return false;
            }
        }
        return true;
    }

    /** Carries a command out. A command that is to execute another one goes on with that. */
    public Outcome run(Invocation invocation, Lookup lookup) {
        String name = lookup.commandOf(invocation.arguments().get(0));
        if (!commands.containsKey(name)) {
            // The process was killed meanwhile, or the file is gone.
            return Outcome.Native.INSTANCE;
        }
        Invocation current = invocation;
        StringBuilder preceding = new StringBuilder();
        for (int i = 0; i < NESTING; i++) {
            Outcome outcome = run(name, current);
            if (!(outcome instanceof Outcome.Execute execute)) {
                return outcome instanceof Outcome.Exit exit && preceding.length() > 0
                        ? new Outcome.Exit(exit.status(), exit.output(), preceding + exit.error())
                        : outcome;
            }
            preceding.append(execute.precedingError());
            String next = lookup.commandOf(execute.arguments().get(0));
            if (!commands.containsKey(next)) {
                return new Outcome.Execute(execute.arguments(), preceding.toString());
            }
            name = next;
            current = current.with(execute.arguments());
        }
        return Outcome.Exit.fail(name + ": Too many levels of commands");
    }

    private Outcome run(String name, Invocation invocation) {
        try {
            return java.util.Objects.requireNonNull(commands.get(name)).run(invocation);
        } catch (ErrnoException e) {
            return Outcome.Exit.fail(name + ": " + e.errno().text());
        } catch (RuntimeException | Error e) {
            LOG.log(System.Logger.Level.ERROR, "command " + name + " failed", e);
            return Outcome.Exit.fail(name + ": Input/output error");
        }
    }

    /** The names. */
    public Set<String> names() {
        return new HashSet<>(commands.keySet());
    }

    /** Tells which command a word is that a guest would execute. */
    @FunctionalInterface
    public interface Lookup {
        /** The name of the command, or the empty string when the word stands for some program. */
        String commandOf(String word);
    }
}
