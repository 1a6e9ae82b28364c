package io.umview.umfuse.internal;

import io.umview.linux.Helpers;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Whether an ordinary user's namespaces can have other users than himself: subuid(5), newuidmap(1). */
final class SubordinateIds {
    /** The option of unshare(1) for it (util-linux 2.38). */
    static final String MAP = "--map-auto";

    private static final long PATIENCE_SECONDS = 10;

    private static @org.jspecify.annotations.Nullable Boolean present;

    private SubordinateIds() {}

    /** Found out by trying. */
    static synchronized boolean present() {
        Boolean known = present;
        if (known == null) {
            known = tried();
            present = known;
        }
        return known;
    }

    private static boolean tried() {
        try {
            Process attempt =
                    Helpers.start(new ProcessBuilder(List.of("unshare", "--user", "--map-root-user", MAP, "true"))
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .redirectError(ProcessBuilder.Redirect.DISCARD));
            attempt.getOutputStream().close();
            if (attempt.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                return attempt.exitValue() == 0;
            }
            attempt.destroyForcibly();
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return false;
    }
}
