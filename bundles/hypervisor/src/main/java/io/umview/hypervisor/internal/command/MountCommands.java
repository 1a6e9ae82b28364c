package io.umview.hypervisor.internal.command;

import io.umview.api.ErrnoException;
import io.umview.api.GuestText;
import io.umview.hypervisor.internal.path.PathWalk;
import io.umview.hypervisor.internal.path.Sources;
import io.umview.hypervisor.internal.view.ViewMounts;
import io.umview.hypervisor.internal.view.ViewState;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** mount, umount, viewmount, viewumount and um_fsalias. */
final class MountCommands {
    private static final long MS_RDONLY = 1;

    private MountCommands() {}

    static Map<String, Command> of(ViewMounts mounts) {
        Map<String, Command> commands = new HashMap<>();
        commands.put("mount", new SystemMount(mounts));
        commands.put("umount", new SystemUnmount(mounts));
        commands.put("viewmount", new ViewMount(mounts));
        commands.put("viewumount", new ViewUnmount(mounts));
        commands.put("um_fsalias", new Alias());
        return commands;
    }

    private static String target(Invocation invocation, String path) throws ErrnoException {
        return PathWalk.resolve(invocation.call(), invocation.view().mounts(), GuestText.encode(path));
    }

    private static Outcome mount(
            ViewMounts mounts, Invocation invocation, String type, Options options, String source, String path) {
        String list = options.value('o').orElse("");
        long flags = options.has('r') ? MS_RDONLY : 0;
        if (List.of(list.split(",")).contains("remount")) {
            flags |= ViewMounts.MS_REMOUNT;
        }
        try {
            mounts.mount(
                    invocation.view(),
                    type,
                    Sources.canonical(invocation.call(), invocation.view().mounts(), source),
                    target(invocation, path),
                    flags,
                    list,
                    invocation.call().process());
            return Outcome.Exit.OK;
        } catch (ErrnoException e) {
            return Outcome.Exit.fail("mount: " + e.errno().text());
        }
    }

    /** mount(8): only what the view mounts is carried out here, the rest is the system's. */
    private record SystemMount(ViewMounts mounts) implements Command {
        @Override
        public Outcome run(Invocation invocation) throws ErrnoException {
            Options options;
            try {
                options = MountWords.parse(invocation.operands());
            } catch (Options.UsageException e) {
                return Outcome.Native.INSTANCE;
            }
            List<String> operands = options.operands();
            ViewState view = invocation.view();
            String type = options.value('t').orElse("");
            if (operands.size() == 2 && ViewMounts.claims(view, type)) {
                return mount(mounts, invocation, type, options, operands.get(0), operands.get(1));
            }
            if (options.value('o').orElse("").contains("remount")
                    && !operands.isEmpty()
                    && view.mounts()
                            .at(target(invocation, operands.get(operands.size() - 1)))
                            .isPresent()) {
                String path = operands.get(operands.size() - 1);
                return mount(mounts, invocation, type, options, "none", path);
            }
            return Outcome.Native.INSTANCE;
        }
    }

    /** umount(8): likewise. */
    private record SystemUnmount(ViewMounts mounts) implements Command {
        @Override
        public Outcome run(Invocation invocation) throws ErrnoException {
            List<String> paths = invocation.operands().stream()
                    .filter(word -> !word.startsWith("-"))
                    .toList();
            int flags = 0;
            for (String word : invocation.operands()) {
                boolean letters = word.startsWith("-") && !word.startsWith("--");
                flags |= letters && word.contains("f") || word.equals("--force") ? ViewMounts.MNT_FORCE : 0;
                flags |= letters && word.contains("l") || word.equals("--lazy") ? ViewMounts.MNT_DETACH : 0;
            }
            for (String path : paths) {
                if (invocation.view().mounts().at(target(invocation, path)).isEmpty()) {
                    return Outcome.Native.INSTANCE;
                }
            }
            return paths.isEmpty() ? Outcome.Native.INSTANCE : unmount(mounts, invocation, paths, flags);
        }
    }

    private static Outcome unmount(ViewMounts mounts, Invocation invocation, List<String> paths, int flags) {
        StringBuilder errors = new StringBuilder();
        for (String path : paths) {
            try {
                mounts.unmount(invocation.view(), target(invocation, path), flags);
            } catch (ErrnoException e) {
                errors.append("umount: ")
                        .append(path)
                        .append(": ")
                        .append(e.errno().text())
                        .append('\n');
            }
        }
        return new Outcome.Exit(errors.isEmpty() ? 0 : 1, "", errors.toString());
    }

    private static final class ViewMount extends OptionCommand {
        private final ViewMounts mounts;

        ViewMount(ViewMounts mounts) {
            super(
                    "viewmount [-r] [-t TYPE] [-o OPTIONS] SOURCE TARGET\n"
                            + "Mount a file system type of this view.\n\n"
                            + "  -r, --read-only        the same as -o ro\n"
                            + "  -t, --types TYPE       the file system type\n"
                            + "  -o, --options OPTIONS  a comma list of mount options\n"
                            + "  -h, --help             show this help",
                    "rt:o:",
                    Map.of("read-only", 'r', "types", 't', "options", 'o'));
            this.mounts = mounts;
        }

        @Override
        Outcome run(Invocation invocation, Options options) throws Options.UsageException {
            count(options, 2, 2);
            List<String> operands = options.operands();
            return mount(mounts, invocation, options.value('t').orElse(""), options, operands.get(0), operands.get(1));
        }
    }

    private static final class ViewUnmount extends OptionCommand {
        private final ViewMounts mounts;

        ViewUnmount(ViewMounts mounts) {
            super(
                    "viewumount [-f] [-l] TARGET\n"
                            + "Unmount what this view has mounted.\n\n"
                            + "  -f, --force  first end what its files are asked for\n"
                            + "  -l, --lazy   even if files of it are in use\n"
                            + "  -h, --help   show this help",
                    "fl",
                    Map.of("force", 'f', "lazy", 'l'));
            this.mounts = mounts;
        }

        @Override
        Outcome run(Invocation invocation, Options options) throws Options.UsageException {
            count(options, 1, 1);
            int flags = (options.has('f') ? ViewMounts.MNT_FORCE : 0) | (options.has('l') ? ViewMounts.MNT_DETACH : 0);
            return unmount(mounts, invocation, options.operands(), flags);
        }
    }

    private static final class Alias extends OptionCommand {
        Alias() {
            super(
                    "um_fsalias ALIAS [TYPE]\n"
                            + "Let a name stand for a file system type in this view; without TYPE no longer.\n\n"
                            + "  -h, --help  show this help",
                    "",
                    Map.of());
        }

        @Override
        Outcome run(Invocation invocation, Options options) throws Options.UsageException {
            count(options, 1, 2);
            Aliases.set(invocation.view(), options.operands());
            return Outcome.Exit.OK;
        }
    }

    /** Options of mount(8) that matter to a view. */
    private static final class MountWords {
        private static final Map<String, Character> LONG =
                Map.of("types", 't', "options", 'o', "read-only", 'r', "rw", 'w', "verbose", 'v', "no-mtab", 'n');

        static Options parse(List<String> words) throws Options.UsageException {
            // Operands and options come in any order.
            List<String> sorted = new java.util.ArrayList<>();
            List<String> operands = new java.util.ArrayList<>();
            for (int i = 0; i < words.size(); i++) {
                String word = words.get(i);
                if (word.startsWith("-") && word.length() > 1) {
                    sorted.add(word);
                    boolean valueFollows = word.equals("-t")
                            || word.equals("-o")
                            || word.equals("--types")
                            || word.equals("--options");
                    if (valueFollows && i + 1 < words.size()) {
                        sorted.add(words.get(++i));
                    }
                } else {
                    operands.add(word);
                }
            }
            sorted.add("--");
            sorted.addAll(operands);
            return Options.parse(sorted, "t:o:rwvnis", LONG);
        }
    }
}
