package io.umview.itest;

import static io.umview.itest.run.UmviewRunner.natively;
import static io.umview.itest.run.UmviewRunner.umview;
import static org.assertj.core.api.Assertions.assertThat;

import io.umview.itest.run.Programs;
import io.umview.itest.run.Resources;
import io.umview.itest.run.Result;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A program that prints what it sees of sockets prints the same on the loopback interface of a stack and on the kernel's. */
class SocketBehaviourIT {
    private static final String IN_A_VIEW =
            "mount -t umnetlwipv6 -o lo none /dev/net/l && exec mstack /dev/net/l \"$@\"";

    @ParameterizedTest
    @ValueSource(strings = {"poll", "calls"})
    void programsSeeWhatTheyWouldSeeOfTheKernels(String name) {
        String python = Programs.require("python3");
        Path program = Resources.path("/sockets/" + name + ".py");

        Result natively = natively().run(python, program.toString());
        Result inAView = umview("-q", "-p", "umnet").run("bash", "-c", IN_A_VIEW, "bash", python, program.toString());

        assertThat(natively.err()).isEmpty();
        assertThat(natively.status()).isZero();
        assertThat(inAView).isEqualTo(natively);
    }
}
