package io.umview.itest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.umview.itest.run.CProgram;
import io.umview.itest.run.Host;
import io.umview.itest.run.Neighbours;
import io.umview.itest.run.Result;
import io.umview.itest.run.Running;
import io.umview.itest.run.UmviewRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ten thousand connections between the kernel's stack and umnetlwipv6: at once, and one after another. */
class LwipCrowdIT {
    private static final int MANY = 10_000;
    private static final int CYCLES = 3000;

    /** Of descriptors and threads: some are there for a while, for each process of a guest and for a busy handler. */
    private static final int SLACK = 16;

    /** What is left of a connection for a minute, by design. */
    private static final Set<String> TIME_WAIT = Set.of("TimeWait", "PortBinding", "PortTable$Port", "IpAddress");

    private static final Pattern OPEN_FILES = Pattern.compile("Max open files +(\\d+)");
    private static final Pattern CLASS = Pattern.compile(" *\\d+: +(\\d+) +\\d+ +(\\S+).*");

    @TempDir
    Path folder;

    private Neighbours hosts;
    private Running hypervisor;
    private String crowd;

    @BeforeEach
    void join() throws IOException {
        crowd = CProgram.compile("crowd").toString();
        hosts = Neighbours.onTap(folder).withAddresses();
        hypervisor = hosts.guest().shell().umview();
        Matcher limit = OPEN_FILES.matcher(Files.readString(Path.of("/proc/" + hypervisor.pid() + "/limits")));
        assertThat(limit.find()).isTrue();
        assumeThat(Integer.parseInt(limit.group(1)))
                .as("descriptors that the hypervisor may have")
                .isGreaterThan(MANY + 1000);
    }

    @AfterEach
    void part() {
        if (hosts != null) {
            hosts.close();
        }
    }

    private void holds(Host client, Host server) {
        server.serve(crowd + " serve 7000", "server.log", 7000);
        client.must(crowd + " cycle " + server.v4() + " 7000 10");
        int descriptors = hypervisor.count("fd");
        int threads = hypervisor.count("task");

        assertThat(client.must(crowd + " hold " + server.v6() + " 7000 " + MANY))
                .isEqualTo(MANY + " open\n" + MANY + " answered\n");

        hypervisor.until("descriptors are closed", () -> hypervisor.count("fd") < descriptors + SLACK);
        assertThat(hypervisor.count("task")).isLessThan(threads + SLACK);
    }

    @Test
    void holdsManyConnectionsThatAGuestOpened() {
        holds(hosts.guest(), hosts.kernel());
    }

    @Test
    void holdsManyConnectionsThatAGuestAccepted() {
        holds(hosts.kernel(), hosts.guest());
    }

    @Test
    void connectionsThatCameAndWentLeaveNothing() {
        hosts.kernel().serve(crowd + " serve 7000", "server.log", 7000);
        String cycle = crowd + " cycle " + hosts.kernel().v4() + " 7000 ";
        hosts.guest().must(cycle + 500);
        int descriptors = hypervisor.count("fd");
        int threads = hypervisor.count("task");
        Map<String, Integer> objects = objects();

        assertThat(hosts.guest().must(cycle + CYCLES)).isEqualTo(CYCLES + " closed\n");

        hypervisor.until("descriptors are closed", () -> hypervisor.count("fd") < descriptors + SLACK);
        assertThat(hypervisor.count("task")).isLessThan(threads + SLACK);
        // Memory outside the heap is released after the collection that finds its owner gone.
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(grown(objects))
                        .as("classes of which there are many more objects")
                        .isEmpty());
    }

    private Map<String, Integer> grown(Map<String, Integer> before) {
        Map<String, Integer> more = objects();
        more.replaceAll((name, count) -> count - before.getOrDefault(name, 0));
        more.values().removeIf(count -> count < CYCLES / 4);
        more.keySet().removeIf(name -> TIME_WAIT.contains(name.substring(name.lastIndexOf('.') + 1)));
        return more;
    }

    /** How many objects the hypervisor has of each class, after a collection of garbage. */
    private Map<String, Integer> objects() {
        Result histogram = UmviewRunner.natively()
                .run(
                        System.getProperty("java.home") + "/bin/jcmd",
                        Long.toString(hypervisor.pid()),
                        "GC.class_histogram");
        assertThat(histogram.status()).as(histogram.toString()).isZero();
        Map<String, Integer> counts = new TreeMap<>();
        for (String line : histogram.lines()) {
            Matcher matcher = CLASS.matcher(line);
            if (matcher.matches()) {
                counts.put(matcher.group(2), Integer.valueOf(matcher.group(1)));
            }
        }
        assertThat(counts).containsKey("java.lang.String");
        return counts;
    }
}
