package io.umview.hypervisor.internal.path;

import io.umview.api.Call;
import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.api.GuestText;
import io.umview.api.Reply;
import io.umview.api.Reply.Substitute;
import io.umview.api.SystemCall;
import io.umview.hypervisor.internal.mount.MountTable;
import io.umview.linux.FileCalls;
import io.umview.linux.Files;
import io.umview.linux.NativeBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * execve(2) where a tree has to do with it: the program lies in one, or the interpreter of a script or of a program does. The kernel
 * gets the program by a descriptor, and what it would do with scripts (fs/binfmt_script.c) is done here, because it finds their
 * interpreters by path.
 */
final class TreePrograms {
    private static final int S_IFMT = 0170000;
    private static final int S_IFREG = 0100000;
    private static final int ST_MODE = 24;
    private static final int F_FLAGS = 88;
    private static final int ST_NOEXEC = 8;
    private static final int X_OK = 1;

    /** Linux 6.14. */
    private static final int AT_EXECVE_CHECK = 0x10000;

    /** As often as in the kernel an interpreter may be a script itself (fs/exec.c). */
    private static final int NESTING = 5;

    private final NativeBuffer buffer = new NativeBuffer(FileCalls.STAT);
    private final NativeBuffer empty = new NativeBuffer(8);
    private final ProgramHeads heads = new ProgramHeads();

    Reply execute(Call call, MountTable mounts, PathWalk walk, boolean follow) throws ErrnoException {
        return execute(call, mounts, walk, follow, null, null);
    }

    private static int pathArgument(Call call) {
        return call.systemCall() == SystemCall.EXECVE ? 0 : 1;
    }

    /** Whether a file that the walk has led to can be executed. */
    boolean isExecutable(Call call, MountTable mounts, PathWalk walk) throws ErrnoException {
        int file = object(call, mounts, walk, true);
        try {
            checkExecutable(file);
            return true;
        } catch (ErrnoException e) {
            return false;
        } finally {
            if (file >= 0) {
                Files.close(file);
            }
        }
    }

    /**
     * The same for a program with other arguments than those of the call.
     *
     * @param firstPath what the walk has followed, null for the path of the call
     * @param firstArguments null for those of the call
     */
    Reply execute(
            Call call,
            MountTable mounts,
            PathWalk walk,
            boolean follow,
            byte @Nullable [] firstPath,
            @Nullable List<byte[]> firstArguments)
            throws ErrnoException {
        int pathArgument = pathArgument(call);
        byte @Nullable [] path = firstPath;
        List<byte[]> arguments = firstArguments;
        for (int nesting = 0; ; nesting++) {
            int file = object(call, mounts, walk, follow);
            boolean lies = !walk.kernelsWay();
            try {
                if (lies && arguments == null && isOnlyCheck(call)) {
                    return check(call, walk);
                }
                if (lies) {
                    checkRegular(file);
                } else if (file < 0) {
                    return arguments == null ? Reply.DECLINE : again(call, pathArgument, given(call, path), arguments);
                }
                ProgramHead head = heads.of(file, walk.place().pathOf(file));
                byte[] interpreter = head.scriptInterpreter();
                if (interpreter == null) {
                    return program(call, mounts, walk, pathArgument, path, arguments, file, head);
                }
                if (lies) {
                    checkPermitted(file);
                }
                if (nesting == NESTING) {
                    return Reply.fail(Errno.ELOOP);
                }
                boolean kernelWill = !lies && arguments == null && kernelFinds(call, mounts, interpreter);
                if (kernelWill) {
                    return Reply.DECLINE;
                }
                arguments =
                        script(call, pathArgument, arguments, given(call, path), interpreter, head.scriptArgument());
                path = interpreter;
            } finally {
                if (file >= 0) {
                    Files.close(file);
                }
            }
            walk.end();
            walk.begin(call, mounts, path, true);
        }
    }

    /** Nearly always the kernel will do, and the path need not be read once more. */
    private static byte[] given(Call call, byte @Nullable [] path) throws ErrnoException {
        return path != null ? path : call.memory().string(call.argument(pathArgument(call)), PathWalk.PATH_MAX);
    }

    private static boolean isOnlyCheck(Call call) {
        return call.systemCall() == SystemCall.EXECVEAT && (call.intArgument(4) & AT_EXECVE_CHECK) != 0;
    }

    private static Reply check(Call call, PathWalk walk) throws ErrnoException {
        int file = walk.place().object(true);
        check(file);
        return Reply.again(
                new Substitute.Number(0, Files.AT_FDCWD),
                new Substitute.Lent(1, file, new byte[0]),
                new Substitute.Number(4, AT_EXECVE_CHECK));
    }

    private static int object(Call call, MountTable mounts, PathWalk walk, boolean follow) throws ErrnoException {
        int file = walk.place().object(follow);
        if (walk.place().meetsLinks(file)) {
            walk.followLinks(call, mounts);
            file = walk.isSpecial() ? -Errno.EACCES.number() : walk.place().object(follow);
        }
        return file;
    }

    private void checkExecutable(int file) throws ErrnoException {
        checkRegular(file);
        checkPermitted(file);
    }

    private void checkRegular(int file) throws ErrnoException {
        check(file);
        check(FileCalls.stat(file, empty.address(), buffer.address(), FileCalls.AT_EMPTY_PATH));
        if ((buffer.bytes().getInt(ST_MODE) & S_IFMT) != S_IFREG) {
            throw Errno.EACCES.exception();
        }
    }

    /** Of a program that the kernel is given it finds out itself, without a question to who serves the file system. */
    private void checkPermitted(int file) throws ErrnoException {
        check(FileCalls.access(file, empty.address(), X_OK, FileCalls.AT_EACCESS | FileCalls.AT_EMPTY_PATH));
        check(FileCalls.statfs(file, buffer.address()));
        if ((buffer.bytes().getLong(F_FLAGS) & ST_NOEXEC) != 0) {
            throw Errno.EACCES.exception();
        }
    }

    private static void check(long result) throws ErrnoException {
        if (result < 0) {
            throw Errno.of((int) -result).exception();
        }
    }

    /** Whether a path means the same to the kernel. */
    private static boolean kernelFinds(Call call, MountTable mounts, byte[] path) throws ErrnoException {
        PathWalk other = PathWalk.otherOfThisThread();
        try {
            other.begin(call, mounts, path, true);
            return other.kernelsWay();
        } finally {
            other.end();
        }
    }

    /** The arguments of a script's interpreter. */
    private static List<byte[]> script(
            Call call,
            int pathArgument,
            @Nullable List<byte[]> arguments,
            byte[] path,
            byte[] interpreter,
            byte @Nullable [] argument)
            throws ErrnoException {
        List<byte[]> old =
                arguments == null ? GuestStrings.read(call.memory(), call.argument(pathArgument + 1)) : arguments;
        List<byte[]> all = new ArrayList<>();
        all.add(interpreter);
        if (argument != null) {
            all.add(argument);
        }
        all.add(path);
        all.addAll(old.subList(Math.min(1, old.size()), old.size()));
        return all;
    }

    private Reply program(
            Call call,
            MountTable mounts,
            PathWalk walk,
            int pathArgument,
            byte @Nullable [] path,
            @Nullable List<byte[]> arguments,
            int file,
            ProgramHead head)
            throws ErrnoException {
        byte[] loader = head.programInterpreter();
        if (loader != null && !kernelFinds(call, mounts, loader)) {
            if (!walk.kernelsWay()) {
                checkPermitted(file);
            }
            return byLoader(call, mounts, walk, pathArgument, arguments, loader);
        }
        if (walk.kernelsWay()) {
            return arguments == null ? Reply.DECLINE : again(call, pathArgument, given(call, path), arguments);
        }
        return inTree(call, walk, pathArgument, given(call, path), arguments);
    }

    /** ld.so(8) of a tree is told what to run: what the kernel does with PT_INTERP, it does for paths of its own only. */
    private Reply byLoader(
            Call call,
            MountTable mounts,
            PathWalk walk,
            int pathArgument,
            @Nullable List<byte[]> arguments,
            byte[] loader)
            throws ErrnoException {
        List<byte[]> old =
                arguments == null ? GuestStrings.read(call.memory(), call.argument(pathArgument + 1)) : arguments;
        List<byte[]> all = new ArrayList<>();
        all.add(loader);
        if (!old.isEmpty()) {
            all.add(GuestText.encode("--argv0"));
            all.add(old.get(0));
        }
        all.add(GuestText.encode(walk.canonical()));
        all.addAll(old.subList(Math.min(1, old.size()), old.size()));
        walk.end();
        walk.begin(call, mounts, loader, true);
        int file = object(call, mounts, walk, true);
        checkExecutable(file);
        Files.close(file);
        return inTree(call, walk, pathArgument, loader, all);
    }

    /** The kernel makes the program's name of the last component of the path, so it gets one with the right one. */
    private static Reply inTree(
            Call call, PathWalk walk, int pathArgument, byte[] path, @Nullable List<byte[]> arguments)
            throws ErrnoException {
        Place place = walk.place();
        int lent;
        byte[] rest;
        if (place.isBase()) {
            lent = place.object(true);
            rest = new byte[0];
        } else {
            lent = place.lendableParent();
            rest = lent < 0 ? path : place.slashAndNameOf(lent, path);
        }
        check(lent);
        return again(call, pathArgument, new Substitute.Lent(0, lent, rest), arguments);
    }

    private static Reply again(Call call, int pathArgument, byte[] path, List<byte[]> arguments) {
        return again(call, pathArgument, new Substitute.Text(0, path), arguments);
    }

    /** execveat(2) becomes an execve. */
    private static Reply again(Call call, int pathArgument, Substitute path, @Nullable List<byte[]> arguments) {
        List<Substitute> substitutes = new ArrayList<>(List.of(path));
        if (arguments != null) {
            substitutes.add(new Substitute.TextArray(1, arguments));
        } else if (pathArgument > 0) {
            substitutes.add(new Substitute.Number(1, call.argument(2)));
        }
        if (pathArgument > 0) {
            substitutes.add(new Substitute.Number(2, call.argument(3)));
        }
        return new Reply.Again(SystemCall.EXECVE, substitutes);
    }
}
