package io.umview.itest;

import static io.umview.itest.run.UmviewRunner.umview;
import static org.assertj.core.api.Assertions.assertThat;

import io.umview.itest.run.Result;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineIT {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"--no-such-option", "-Z", "--viewname", "-p", "--no"})
    void aBadCommandLineIsAUsageErrorOnStderrWithStatus2(String option) {
        Result result = umview(option).run();

        assertThat(result.status()).isEqualTo(2);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).startsWith("umview: ").contains("umview --help");
    }

    @ParameterizedTest
    @CsvSource({"--help, Usage: umview", "-h, Usage: umview", "--version, umview ", "-v, umview "})
    void helpAndVersionSucceedAndStartNothing(String option, String start) {
        Result result = umview(option).run("false");

        assertThat(result.status()).isZero();
        assertThat(result.out() + result.err()).startsWith(start);
    }

    @Test
    void theBannerSaysWhatTheKernelHasAndWhatWillBeUsed() {
        Result result = umview().run("true");

        assertThat(result.out()).isEmpty();
        assertThat(result.err()).matches("This kernel supports: .+\nUMView will use: .+\n");
    }

    @Test
    void quietMeansNeitherBannerNorWhatModulesSay() {
        Result result = umview("--quiet", "-p", "umnet").run("sh", "-c", "echo $_VIEWOS_QUIET");

        assertThat(result).isEqualTo(new Result(0, "1\n", ""));
    }

    @Test
    void quietReachesGuestsOnlyWhenItWasAskedFor() {
        assertThat(umview().run("sh", "-c", "echo ${_VIEWOS_QUIET-unset}").out())
                .isEqualTo("unset\n");
    }

    @Test
    void optionsEndAtTheCommand() {
        assertThat(umview("-q").run("echo", "-q", "--help", "-V").out()).isEqualTo("-q --help -V\n");
        assertThat(umview("-q", "--").run("echo", "--").out()).isEqualTo("--\n");
    }

    @Test
    void argumentsEnvironmentAndInputArriveUnchanged() {
        Result result = umview("-q")
                .env("ODD", " a\tb\n")
                .stdin("in\nput")
                .in(folder)
                .run("sh", "-c", "cat; echo \"|$1|$2|$3|$ODD|\"; pwd -P", "sh", "", "two words", "*");

        assertThat(result.out()).isEqualTo("in\nput||two words|*| a\tb\n|\n" + folder.toAbsolutePath() + "\n");
    }

    @Test
    void argumentsNeedNotBeText() {
        // The Java that runs this test would itself change such bytes, so a shell makes them.
        String umview = io.umview.itest.run.UmviewRunner.program().toString();

        Result result = io.umview.itest.run.UmviewRunner.natively()
                .bash("X=$'e\\xff' " + umview + " -q sh -c 'printf %s \"$1$X\" | od -An -tx1' sh $'a\\xfe\\xc3\\xa4'");

        assertThat(result).isEqualTo(new Result(0, " 61 fe c3 a4 65 ff\n", ""));
    }

    @Test
    void theGuestHasTheDescriptorsOfTheCallerAndNoOthers() {
        String umview = io.umview.itest.run.UmviewRunner.program().toString();
        String list = " bash -c 'cd /proc/$$/fd && echo *'";

        Result result = io.umview.itest.run.UmviewRunner.natively()
                .bash("exec 7</etc/passwd 5>&1;" + list + ";" + umview + " -q" + list + ";" + umview + " -q -n" + list);

        assertThat(result.lines()).hasSize(3).allMatch(result.lines().get(0)::equals);
        assertThat(result.lines().get(0)).contains("5").contains("7");
    }

    @Test
    void signalsThatTheCallerIgnoresAreIgnoredByTheGuest() {
        assertThat(ignoredWith("HUP INT TERM USR1")).hasSize(1);
    }

    @Test
    void ignoredSignalsThatJavaUsesItselfAreInheritedToo() {
        assertThat(ignoredWith("PIPE XFSZ QUIT SEGV")).hasSize(1);
    }

    /**
     * What a program natively and in a view has ignored when its caller ignores these. Of the first 32 signals only: two
     * of the others are the C library's own.
     */
    private static Set<String> ignoredWith(String signals) {
        String umview = io.umview.itest.run.UmviewRunner.program().toString();
        String show = " bash -c \"grep SigIgn /proc/self/status | grep -o '.\\{8\\}$'\"";
        Result result = io.umview.itest.run.UmviewRunner.natively()
                .bash("trap '' " + signals + ";" + show + ";" + umview + " -q" + show);
        assertThat(result.lines()).hasSize(2);
        return Set.copyOf(result.lines());
    }

    @Test
    void theViewIsNamedByAnOptionAndByACommand() {
        Result result = umview("-q", "-V", "demo").bash("viewname; viewname -p; viewname other; viewname; vuname -N");

        assertThat(result).isEqualTo(new Result(0, "demo\ndemo\nother\nother\n", ""));
    }

    @Test
    void aViewWithoutANameShowsNodeServerAndViewInThePrompt() {
        Result result = umview("-q").bash("viewname -p; echo \"$(uname -n)[$(vuname -U):$(vuname -V)]\"; viewname");

        assertThat(result.lines()).hasSize(3);
        assertThat(result.lines().get(0)).isEqualTo(result.lines().get(1)).endsWith(":0]");
        assertThat(result.lines().get(2)).isEmpty();
    }

    @Test
    void vunameTellsOfTheSystemAndOfTheView() {
        Result result = umview("-q", "-V", "demo")
                .bash(
                        "vuname -a; echo $(uname -snrvm) GNU/Linux/View-OS $PPID 0 demo; vuname -o; vuname; vuname -rm; uname -rm");

        assertThat(result.lines()).hasSize(6);
        assertThat(result.lines().get(0)).isEqualTo(result.lines().get(1));
        assertThat(result.lines().subList(2, 4)).containsExactly("GNU/Linux/View-OS", "Linux");
        assertThat(result.lines().get(4)).isEqualTo(result.lines().get(5));
    }

    @Test
    void theRcFileRunsFirstAsAProcessOfTheView() throws Exception {
        Path rc = executable(folder.resolve("rc"), "#!/bin/bash\necho rc $# \"<$1>\"; um_add_service umnet\n");

        Result result = umview("-f", rc.toString()).run("um_ls_service");

        assertThat(result.out()).isEqualTo("rc 1 <>\numnet: virtual (multi-stack) networking\n");
        assertThat(result.errWithoutBanner()).isEqualTo("umnet init\numnet fini");
    }

    @Test
    void theRcFileInTheHomeFolderIsFoundWithoutAnOption() throws Exception {
        executable(folder.resolve(".viewosrc"), "#!/bin/sh\necho from home\n");

        assertThat(umview("-q").env("HOME", folder.toString()).run("echo", "guest"))
                .isEqualTo(new Result(0, "from home\nguest\n", ""));
    }

    @Test
    void anRcFileThatIsNotExecutableIsNotRun() throws Exception {
        Path rc = Files.writeString(folder.resolve("rc"), "#!/bin/sh\necho no\n");

        assertThat(umview("-q", "-f", rc.toString()).run("true").out()).isEmpty();
    }

    @Test
    void modulesArePreloadedInOrderWithTheirArguments() {
        Result result = umview("-p", "umnet,-ip").bash("um_ls_service; echo </dev/tcp/127.0.0.1/9");

        assertThat(result.out()).isEqualTo("umnet: virtual (multi-stack) networking\n");
        assertThat(result.err()).contains("umnet init\n").contains("Address family not supported by protocol");
    }

    @Test
    void aModuleThatCannotBePreloadedIsSaidAndTheRunGoesOn() {
        Result result = umview("-p", "nosuchmodule", "-p", "umnet").run("um_ls_service");

        assertThat(result.status()).isZero();
        assertThat(result.out()).isEqualTo("umnet: virtual (multi-stack) networking\n");
        assertThat(result.errWithoutBanner())
                .startsWith("module error: nosuchmodule: ")
                .contains("module preload No such file or directory\n")
                .contains("umnet init");
    }

    @Test
    void theGuestFindsTheCommandsOfTheViewFirstAndTheRestOfThePathUnchanged() {
        Result result =
                umview("-q").env("PATH", "/usr/bin:/bin::/nonexistent").bash("echo $PATH; type -p um_ls_service");

        assertThat(result.lines().get(0)).contains("/guest/bin:").endsWith(":/usr/bin:/bin::/nonexistent");
        assertThat(result.lines().get(1)).isEqualTo(result.lines().get(0).split(":")[0] + "/um_ls_service");
    }

    @Test
    void outsideAViewTheCommandsSayThatTheyBelongInside() {
        Path command = io.umview.itest.osgi.DistributionFiles.home().resolve("guest/bin/um_ls_service");

        Result result = io.umview.itest.run.UmviewRunner.natively().run(command.toString());

        assertThat(result)
                .isEqualTo(new Result(
                        2, "", "This is a View-OS command. It works only inside a umview/kmview virtual machine\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-n", "--nokvm", "--nokmulti", "--nokernelpatch", "--noksysvm", "--nokviewos", "-x", "-s"})
    void everyChoiceOfFeaturesRunsGuestsAndCommands(String option) {
        Result result = umview("-q", option).bash("viewname some; viewname; exit 3");

        assertThat(result).isEqualTo(new Result(3, "some\n", ""));
    }

    private static Path executable(Path file, String text) throws Exception {
        Files.write(file, text.getBytes(StandardCharsets.UTF_8));
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
