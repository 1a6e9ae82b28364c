package io.umview.itest.run;

import java.time.Duration;
import org.awaitility.Awaitility;

/**
 * A shell with a network stack, in a view or in a network namespace of the kernel.
 *
 * @param device its interface to the other host
 */
public record Host(Session shell, String device, String v4, String v6) {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Runs a command that must succeed. @return what it wrote, to the standard error too */
    public String must(String command) {
        return shell.must(command);
    }

    /** Runs a command. */
    public Session.Answer run(String command) {
        return shell.run(command);
    }

    /** Starts a command in the background, with a file for what it writes. */
    public void start(String command, String log) {
        shell.must(command + " >" + log + " 2>&1 &");
    }

    /** Starts a server in the background. When this returns it listens. */
    public void serve(String command, String log, int port) {
        start(command, log);
        String listening = "ss -Htuln | grep -q ':" + port + " '";
        try {
            Awaitility.await().atMost(PATIENCE).until(() -> run(listening).status() == 0);
        } catch (org.awaitility.core.ConditionTimeoutException e) {
            throw new AssertionError(
                    command + " does not listen: " + run("cat " + log).text(), e);
        }
    }

    /** Ends what was started in the background. */
    public void endJobs() {
        run(
                "kill $(jobs -p); for i in {1..50}; do [ -z \"$(jobs -pr)\" ] && break; sleep 0.1; done; kill -9 $(jobs -pr)");
    }

    /** Both addresses, the one of IPv6 as it stands in a URL. */
    public String[] inUrls() {
        return new String[] {v4, "[" + v6 + "]"};
    }
}
