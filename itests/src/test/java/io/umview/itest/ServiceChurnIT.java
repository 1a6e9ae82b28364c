package io.umview.itest;

import static io.umview.itest.run.UmviewRunner.natively;
import static io.umview.itest.run.UmviewRunner.umview;
import static org.assertj.core.api.Assertions.assertThat;

import io.umview.itest.run.Resources;
import io.umview.itest.run.Running;
import io.umview.itest.run.Session;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Services come and go while guests work: nobody notices, nothing is left. */
class ServiceChurnIT {
    private static final int CYCLES = 500;
    private static final int WARM_UP = 20;
    private static final int GUESTS = 20;
    private static final int PER_CALL = 20;

    @TempDir
    Path folder;

    @Test
    void fiveHundredCyclesDisturbNoGuestAndLeaveNothing() throws Exception {
        try (Session session =
                umview("-q").in(folder).within(Duration.ofSeconds(90)).session()) {
            cycle(session, WARM_UP);
            Usage before = Usage.of(session.umview());
            session.must("for i in {1.." + GUESTS + "}; do bash " + Resources.path("/guests/busy") + " " + folder
                    + "/$i & pids+=($!); done");
            int done = WARM_UP;
            while (done < CYCLES) {
                cycle(session, PER_CALL);
                done += PER_CALL;
            }
            session.must("touch stop; for p in ${pids[@]}; do wait $p || exit 99; done");

            for (int i = 1; i <= GUESTS; i++) {
                assertThat(folder.resolve(i + ".errors")).isEmptyFile();
                assertThat(Long.parseLong(
                                Files.readString(folder.resolve(i + ".rounds")).strip()))
                        .isPositive();
            }
            Usage after = Usage.of(session.umview());
            assertThat(after.descriptors()).isLessThanOrEqualTo(before.descriptors() + 10);
            assertThat(after.threads()).isLessThanOrEqualTo(before.threads() + 25);
            assertThat(after.classLoaders()).isLessThanOrEqualTo(before.classLoaders() + 10);
            assertThat(session.must("um_ls_service")).isEmpty();
        }
    }

    private static void cycle(Session session, int times) {
        assertThat(session.must("mounts() { mount -t umnetnull none /dev/net/null && umount /dev/net/null; };"
                        + " for ((n = 0; n < " + times + "; n++)); do um_add_service umnet"
                        + " && { ((n % 10)) || mounts; } && um_del_service umnet || break; done; [ $n = " + times
                        + " ]"))
                .isEmpty();
    }

    private record Usage(int descriptors, int threads, int classLoaders) {
        private static final Pattern TOTAL = Pattern.compile("Total = (\\d+)");

        static Usage of(Running umview) {
            return new Usage(umview.count("fd"), umview.count("task"), classLoaders(umview.pid()));
        }

        private static int classLoaders(long pid) {
            natively().run(jcmd(), Long.toString(pid), "GC.run");
            String text = natively()
                    .run(jcmd(), Long.toString(pid), "VM.classloader_stats")
                    .out();
            Matcher matcher = TOTAL.matcher(text);
            assertThat(matcher.find()).as(text).isTrue();
            return Integer.parseInt(matcher.group(1));
        }

        private static String jcmd() {
            return System.getProperty("java.home") + "/bin/jcmd";
        }
    }
}
