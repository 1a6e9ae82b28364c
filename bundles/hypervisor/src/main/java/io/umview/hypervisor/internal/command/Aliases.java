package io.umview.hypervisor.internal.command;

import io.umview.hypervisor.internal.view.ViewState;
import java.util.List;

/** Aliases of file system types. */
public final class Aliases {
    private Aliases() {}

    /** Sets an alias, or takes it away when no type or an empty one follows. */
    public static void set(ViewState view, List<String> aliasAndType) {
        if (aliasAndType.size() < 2 || aliasAndType.get(1).isEmpty()) {
            view.aliases().remove(aliasAndType.get(0));
        } else {
            view.aliases().put(aliasAndType.get(0), aliasAndType.get(1));
        }
    }
}
