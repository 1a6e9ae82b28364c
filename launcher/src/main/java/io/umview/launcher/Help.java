package io.umview.launcher;

import org.jspecify.annotations.Nullable;

/** Texts for people. */
final class Help {
    static final String USAGE = """
            Usage: umview [OPTION]... [COMMAND [ARG]...]
            Run COMMAND, or your shell, in a view of its own: a partial virtual machine.

              -h, --help                   print this help and exit
              -v, --version                print the version and exit
              -q, --quiet                  print neither a banner nor what modules say
              -V, --viewname NAME          name the view
              -f, --rc FILE                run FILE instead of ~/.viewosrc
              -p, --preload MODULE[,ARGS]  load a module first; may be repeated
              -x, --nonesting              do not virtualise the calls of modules
              -n, --nokernelpatch          use none of the kernel's accelerations
                  --nokmulti               transfer memory word by word
                  --nokvm                  trace with ptrace, not by seccomp notification
                  --noksysvm, --nokviewos  accepted, and without effect
              -s, --secure                 enforce permissions inside the view
              -o, --output FILE            write debugging output to FILE
                  --debug CLASSES          trace these classes of events
                  --console                open the hypervisor's console

            Options end at the first word that is none: what follows is the guest's.
            """;

    private Help() {}

    static String version() {
        @Nullable String version = Help.class.getPackage().getImplementationVersion();
        return "umview " + (version == null ? "(development)" : version) + "\n"
                + "View-OS for today's Linux: a partial virtual machine.\n"
                + "Licensed under the Apache License, Version 2.0.\n";
    }
}
