package io.umview.hypervisor.internal.path;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.NotEmpty;
import org.junit.jupiter.api.Test;

class KnownLinksTest {
    private static final int HOST = 0;
    private static final int TREE = 7;

    private final KnownLinks known = KnownLinks.ofThisThread();
    private final ByteBuffer text = ByteBuffer.allocate(PathWalk.PATH_MAX);

    /** A time at which no change that another test has made counts any more. */
    private final long settled = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);

    private static ByteBuffer path(String path) {
        return ByteBuffer.wrap(("--" + path).getBytes(StandardCharsets.UTF_8));
    }

    private void put(String path, long tree, long time, String target) {
        byte[] link = target.getBytes(StandardCharsets.UTF_8);
        text.put(0, link);
        known.put(path(path), 2, path(path).capacity() - 2, tree, time, link.length, text);
    }

    private String get(String path, long tree, long now) {
        int size = known.get(path(path), 2, path(path).capacity() - 2, tree, now, text);
        return size == KnownLinks.UNKNOWN ? "unknown" : new String(text.array(), 0, size, StandardCharsets.UTF_8);
    }

    @Property(tries = 500)
    void tellsOfANameWhatWasFoundOutOfIt(@ForAll @NotEmpty String name, @ForAll @NotEmpty String other) {
        put("/" + name, HOST, settled, "target");
        assertThat(get("/" + name, HOST, settled)).isIn("target", "unknown");
        assertThat(get("/" + name + other, HOST, settled)).isEqualTo("unknown");
        put("/" + name, HOST, settled, "");
        assertThat(get("/" + name, HOST, settled)).isIn("", "unknown");
        assertThat(get("/" + name, TREE, settled)).isEqualTo("unknown");
    }

    @Test
    void knowsLinksAndNamesThatAreNone() {
        put("/lib", HOST, settled, "usr/lib");
        put("/usr/lib", HOST, settled, "");

        assertThat(get("/lib", HOST, settled)).isEqualTo("usr/lib");
        assertThat(get("/usr/lib", HOST, settled)).isEmpty();
        assertThat(get("/usr", HOST, settled)).isEqualTo("unknown");
    }

    @Test
    void forgetsAfterAMoment() {
        put("/lib", HOST, settled, "usr/lib");

        assertThat(get("/lib", HOST, settled + TimeUnit.MILLISECONDS.toNanos(9)))
                .isEqualTo("usr/lib");
        assertThat(get("/lib", HOST, settled + TimeUnit.MILLISECONDS.toNanos(10)))
                .isEqualTo("unknown");
    }

    @Test
    void knowsNothingForAWhileAfterAChange() {
        KnownLinks.mayChange();
        long change = System.nanoTime();
        put("/lib", HOST, change + TimeUnit.MILLISECONDS.toNanos(900), "usr/lib");
        assertThat(get("/lib", HOST, change + TimeUnit.MILLISECONDS.toNanos(901)))
                .isEqualTo("unknown");
        put("/lib", HOST, change + TimeUnit.MILLISECONDS.toNanos(1001), "usr/lib");
        assertThat(get("/lib", HOST, change + TimeUnit.MILLISECONDS.toNanos(1002)))
                .isEqualTo("usr/lib");
    }

    @Test
    void tellsNothingToWhoIsSomebodyElse() {
        put("/lib", HOST, settled, "usr/lib");
        known.trust(false);
        try {
            put("/bin", HOST, settled, "usr/bin");
            assertThat(get("/lib", HOST, settled)).isEqualTo("unknown");
        } finally {
            known.trust(true);
        }
        assertThat(get("/bin", HOST, settled)).isEqualTo("unknown");
        assertThat(get("/lib", HOST, settled)).isEqualTo("usr/lib");
    }
}
