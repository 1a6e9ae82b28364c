package io.umview.itest;

import static io.umview.itest.run.UmviewRunner.natively;
import static io.umview.itest.run.UmviewRunner.umview;
import static org.assertj.core.api.Assertions.assertThat;

import io.umview.itest.osgi.DistributionFiles;
import io.umview.itest.run.Resources;
import io.umview.itest.run.Result;
import io.umview.itest.run.UmviewRunner;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The class for Java programs that choose stacks, from the distribution, in a program that was not made for views. */
class JavaGuestIT {
    private static final String UNSUPPORTED = "Address family not supported by protocol";
    private static final Path JAR = DistributionFiles.home().resolve("share/java/umview-msocket.jar");
    private static final String JAVA = System.getProperty("java.home") + "/bin/java";

    @TempDir
    static Path classes;

    @BeforeAll
    static void compile() {
        Result result = natively()
                .run(
                        System.getProperty("java.home") + "/bin/javac",
                        "-cp",
                        JAR + ":" + jna(),
                        "-d",
                        classes.toString(),
                        Resources.path("/guests/Stacks.java").toString());
        assertThat(result).isEqualTo(new Result(0, "", ""));
    }

    private static Path jna() {
        return DistributionFiles.home().resolve("bundles/2/jna-" + System.getProperty("umview.jna") + ".jar");
    }

    /** The program, which finds JNA by itself. */
    private static String program(String words) {
        return JAVA + " -Xshare:auto -XX:TieredStopAtLevel=1 --enable-native-access=ALL-UNNAMED -cp " + classes + ":"
                + JAR + " Stacks " + words;
    }

    private static UmviewRunner inView() {
        return umview("-q", "-p", "umnet").within(Duration.ofSeconds(90));
    }

    private static final String STACKS =
            "mount -t umnetnull none /dev/net/null; mount -t umnetnative none /dev/net/native;";

    @Test
    void makesSocketsOfTheStacksThatItNames() {
        Result result = inView().bash(STACKS + program("native null default nothing no-type unconnected"));

        assertThat(result.err()).isEmpty();
        assertThat(result.lines())
                .containsExactly(
                        "socket",
                        "/dev/net/null: " + UNSUPPORTED + " 97",
                        "socket",
                        "/etc/passwd: Operation not supported 95",
                        "/dev/net/native: Invalid argument 22",
                        "Destination address required ");
    }

    @Test
    void choosesTheStackThatJavaItselfUses() {
        Result result = inView().bash(STACKS + program("java.net choose-null java.net choose-native java.net"));

        assertThat(result.err()).isEmpty();
        assertThat(result.lines()).hasSize(5);
        assertThat(result.lines().get(0)).isEqualTo("42");
        assertThat(result.lines().get(1)).isEqualTo("chosen");
        assertThat(result.lines().get(2)).isNotEqualTo("42");
        assertThat(result.lines().get(3)).isEqualTo("chosen");
        assertThat(result.lines().get(4)).isEqualTo("42");
    }

    @Test
    void whereNoStacksAreItIsSocket() {
        String program = program("default native choose-native unconnected");
        String expected = "socket\n/dev/net/native: Operation not supported 95\n"
                + "/dev/net/native: Operation not supported 95\nDestination address required \n";

        assertThat(natively().bash(program)).isEqualTo(new Result(0, expected, ""));
        assertThat(umview("-q").bash(program)).isEqualTo(new Result(0, expected, ""));
    }
}
