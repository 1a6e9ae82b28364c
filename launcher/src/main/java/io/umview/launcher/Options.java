package io.umview.launcher;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the command line asked for. */
record Options(
        Action action,
        boolean quiet,
        @Nullable String viewname,
        @Nullable String rc,
        List<String> preload,
        boolean nonesting,
        boolean nokmulti,
        boolean nokvm,
        boolean secure,
        @Nullable String output,
        @Nullable String debug,
        boolean console,
        List<String> command) {

    /** What this run of the launcher is for. */
    enum Action {
        /** Run a command in a view. */
        RUN,
        /** Print the help text. */
        HELP,
        /** Print the version. */
        VERSION,
        /** Load all that a run would load, so that the JVM can archive it, and run nothing. */
        TRAIN
    }

    /** The options as the hypervisor gets them: only what was given, and under the names of the long options. */
    Map<String, Object> toMap() {
        Map<String, Object> map = new HashMap<>();
        map.put("command", command);
        map.put("quiet", quiet);
        map.put("preload", preload);
        map.put("nonesting", nonesting);
        map.put("nokmulti", nokmulti);
        map.put("nokvm", nokvm);
        map.put("secure", secure);
        map.put("console", console);
        putIfGiven(map, "viewname", viewname);
        putIfGiven(map, "rc", rc);
        putIfGiven(map, "output", output);
        putIfGiven(map, "debug", debug);
        return map;
    }

    private static void putIfGiven(Map<String, Object> map, String key, @Nullable String value) {
        if (value != null) {
            map.put(key, value);
        }
    }
}
