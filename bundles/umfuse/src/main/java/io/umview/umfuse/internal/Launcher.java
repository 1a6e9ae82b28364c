package io.umview.umfuse.internal;

import io.umview.fuse.FuseMount;
import io.umview.linux.Helpers;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;

/** Starts programs. */
final class Launcher {
    /** Where a program mounts: an empty directory, in its own namespace only. */
    static final String PLACE = "/proc/fs";

    /** The name of a virtual source, to the program. */
    static final String SOURCE = "/dev/fd/5";

    /** $1 the source, then the command that goes on. */
    static final String OPEN_SOURCE = "exec 5<\"$1\" && shift && exec \"$@\"";

    /** Makes the place, and goes on as the command that follows. */
    static final String PREPARE = "mount -t tmpfs -o size=4k,mode=755 none " + PLACE + " && exec \"$@\"";

    /** The same for who is not user 0 but may be. */
    static final String PREPARE_AS_ROOT = "setpriv --reuid=0 --regid=0 --clear-groups " + PREPARE;

    /** Orders for process 1 of the namespace: to end the program at once, and to unmount without an end of it. */
    static final String KILL = "kill";

    static final String DETACH = "detach";

    /**
     * Process 1 of the namespace. It says its number, as the hypervisor sees it; starts the program; says how that ended, and
     * when all processes that the program left have ended (they hold descriptor 3). It follows orders. When the hypervisor gives no
     * more, or is no more, it unmounts and gives the program ten seconds; with it all that is left in the namespace ends.
     */
    static final String SERVE = """
            read -r pid rest </proc/self/stat
            echo "pid $pid"
            exec 4>&1
            { { "$@" 3>&1 >&2 </dev/null 4>&-; echo "exit $?" >&4; } | cat >/dev/null; echo gone >&4; } &
            program=$!
            while read -r order; do
              case $order in
                kill) kill -KILL -1 ;;
                detach) umount -l /proc/fs 2>/dev/null ;;
              esac
            done
            umount -l /proc/fs 2>/dev/null || kill -TERM -1
            { sleep 10; kill -KILL -1; } </dev/null >/dev/null 2>&1 4>&- &
            wait $program
            """;

    /**
     * Starts a program and waits until it has mounted.
     *
     * @param source a descriptor that is closed with the mount, or -1
     * @param output takes the lines that the program writes
     */
    FuseMount launch(List<String> command, int source, Consumer<String> output) throws IOException {
        Process process = Helpers.start(new ProcessBuilder(command));
        ProgramProcess program = new ProgramProcess(process, output);
        try {
            return new ProgramMount(program, program.awaitMount(), source);
        } catch (IOException e) {
            program.end();
            throw e;
        }
    }
}
