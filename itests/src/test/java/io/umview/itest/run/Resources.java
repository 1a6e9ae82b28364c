package io.umview.itest.run;

import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.Objects;

/** Files of the tests. */
public final class Resources {
    private Resources() {}

    /** A file, by its absolute name among the resources. */
    public static Path path(String name) {
        try {
            URL url = Objects.requireNonNull(Resources.class.getResource(name), name);
            return Path.of(url.toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
