package io.umview.umfuse.internal;

import java.util.ArrayList;
import java.util.List;

/**
 * The namespaces that a program lives in: of mounts, so that nobody else sees its mount; of processes, so that nothing of it
 * outlives the first one; and, for an ordinary user, of users, in which it may mount. There the user is user 0 of the file
 * system, or whom {@code human} says.
 *
 * @param user whether there is a user namespace
 * @param others whether it has users besides him: subordinate ones, subuid(5)
 * @param identity whether the user is somebody else in it than user 0
 */
record HelperNamespace(boolean user, boolean identity, boolean others, int uid, int gid) {
    static HelperNamespace of(UmfuseOptions options, boolean asItself) {
        boolean root = Self.uid() == 0;
        boolean asked = options.uid().isPresent() || options.gid().isPresent();
        boolean identity = options.human() && (asked || !root) || asItself && !root;
        return new HelperNamespace(
                identity || !root,
                identity,
                !root && SubordinateIds.present(),
                options.uid().orElseGet(Self::uid),
                options.gid().orElseGet(Self::gid));
    }

    /** What makes the kernel let the right ones in, and check their rights if need be. */
    List<String> options(UmfuseOptions wanted) {
        List<String> options = new ArrayList<>();
        if (!user) {
            options.add("allow_other");
        }
        if (wanted.human()) {
            options.add("default_permissions");
        }
        return options;
    }

    /**
     * The command that executes a program in there.
     *
     * @param source a descriptor of the hypervisor that is to be the program's {@link Launcher#SOURCE}, or -1. It is opened
     *     before the namespaces are entered: in another user namespace the hypervisor's descriptors cannot be reached
     */
    List<String> command(List<String> program, int source) {
        // A session of its own: no signals of the terminal.
        List<String> command = new ArrayList<>(List.of("setsid"));
        if (source >= 0) {
            command.addAll(List.of("sh", "-c", Launcher.OPEN_SOURCE, "sh", "/proc/" + Self.pid() + "/fd/" + source));
        }
        command.addAll(List.of("unshare", "--mount", "--pid", "--fork", "--kill-child"));
        if (others) {
            command.add(SubordinateIds.MAP);
        }
        boolean himself = identity && others;
        if (himself) {
            command.addAll(asIdentity());
        } else if (user) {
            command.addAll(List.of("--user", "--map-root-user"));
        }
        command.addAll(List.of("--", "sh", "-c", himself ? Launcher.PREPARE_AS_ROOT : Launcher.PREPARE, "sh"));
        if (identity && !himself) {
            // mount(8) wants to be user 0, and this namespace has no user but the one.
            command.addAll(List.of("unshare", "--mount"));
            command.addAll(asIdentity());
            command.add("--");
        }
        command.addAll(List.of("sh", "-c", Launcher.SERVE, "sh"));
        command.addAll(program);
        return command;
    }

    private List<String> asIdentity() {
        return List.of("--user", "--keep-caps", "--map-user=" + uid, "--map-group=" + gid);
    }
}
