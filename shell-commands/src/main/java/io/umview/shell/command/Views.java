package io.umview.shell.command;

import io.umview.hypervisor.Hypervisor;
import io.umview.hypervisor.Hypervisor.ViewInfo;
import java.util.List;
import org.apache.felix.service.command.CommandSession;

/** Which view a command is about. */
public final class Views {
    private static final String VARIABLE = "um.view";

    private Views() {}

    /** Makes a view the one that commands of the session are about when they name none. */
    public static void attach(CommandSession session, int view) {
        session.put(VARIABLE, view);
    }

    /** The view with a number or a name; if that is empty, the one that the session is attached to, else the outermost. */
    static int of(CommandSession session, Hypervisor hypervisor, String option) throws VerbException {
        if (option.isEmpty()) {
            return attached(session, hypervisor);
        }
        List<ViewInfo> found = hypervisor.views().stream()
                .filter(view -> option.equals(Integer.toString(view.id())))
                .toList();
        if (found.isEmpty()) {
            found = hypervisor.views().stream()
                    .filter(view -> option.equals(view.name()))
                    .toList();
        }
        if (found.size() > 1) {
            throw VerbException.of("several views have the name " + option + ": use the number");
        }
        if (found.isEmpty()) {
            throw VerbException.of("no such view: " + option);
        }
        return found.get(0).id();
    }

    static boolean isAttached(CommandSession session) {
        return session.get(VARIABLE) instanceof Integer;
    }

    private static int attached(CommandSession session, Hypervisor hypervisor) throws VerbException {
        if (session.get(VARIABLE) instanceof Integer view) {
            return view;
        }
        return hypervisor.views().stream()
                .findFirst()
                .orElseThrow(() -> VerbException.of("no view has processes"))
                .id();
    }

    /** The numbers of the views to list. */
    static List<Integer> of(CommandSession session, Hypervisor hypervisor, String option, boolean all)
            throws VerbException {
        return all ? hypervisor.views().stream().map(ViewInfo::id).toList() : List.of(of(session, hypervisor, option));
    }
}
