package io.umview.shell.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.umview.hypervisor.Hypervisor.ViewInfo;
import io.umview.shell.FakeHypervisor;
import io.umview.shell.Gogo;
import org.apache.felix.service.command.CommandSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandsTest {
    private final FakeHypervisor hypervisor = new FakeHypervisor();
    private final Gogo gogo = new Gogo(hypervisor);
    private final CommandSession session = gogo.session();

    @AfterEach
    void stop() {
        gogo.close();
    }

    private String run(String line) throws Exception {
        session.execute(line);
        return gogo.printed();
    }

    @Test
    void viewsAreListed() throws Exception {
        assertThat(run("um:views")).isEqualTo("""
                VIEW  NAME  PROCESSES
                   0  -             2
                   3  web           1
                """);
        assertThat(run("um:views --json")).isEqualTo("""
                [
                {"id": 0, "name": "", "processes": 2},
                {"id": 3, "name": "web", "processes": 1}
                ]
                """);
    }

    @Test
    void servicesAreThoseOfTheOutermostViewUnlessAnotherIsNamed() throws Exception {
        String outermost = """
                VIEW  SERVICE  ARGUMENTS  PERMANENT  DESCRIPTION
                   0  umnet    -          no         virtual networks
                """;
        String web = """
                VIEW  SERVICE  ARGUMENTS  PERMANENT  DESCRIPTION
                   3  umnet    -          no         virtual networks
                   3  umdev    ro         yes        devices
                """;
        assertThat(run("um:ls")).isEqualTo(outermost);
        assertThat(run("um:ls -v 3")).isEqualTo(web);
        assertThat(run("um:ls --view web")).isEqualTo(web);
        Views.attach(session, 3);
        assertThat(run("um:ls")).isEqualTo(web);
        assertThat(run("um:ls -v 0")).isEqualTo(outermost);
    }

    @Test
    void allViewsCanBeListed() throws Exception {
        assertThat(run("um:ls -a --json")).isEqualTo("""
                [
                {"view": 0, "name": "umnet", "description": "virtual networks", "arguments": "", "permanent": false},
                {"view": 3, "name": "umnet", "description": "virtual networks", "arguments": "", "permanent": false},
                {"view": 3, "name": "umdev", "description": "devices", "arguments": "ro", "permanent": true}
                ]
                """);
    }

    @Test
    void processesAreListedWithoutHarmToTheTerminal() throws Exception {
        assertThat(run("um:ps")).isEqualTo("""
                VIEW  PID  PPID  THREADS  COMMAND      ATTRIBUTES              DESCRIPTORS
                   0  100     1        1  bash         -                       -
                   0  101   100        2  evil\\033[2J  PF_INET: /dev/net/null  3: /dev/net/null; 4: tcp
                """);
        assertThat(run("um:ps --json"))
                .contains("\"command\": \"evil\\u001b[2J\"")
                .contains("\"descriptors\": [\"3: /dev/net/null\", \"4: tcp\"]");
    }

    @Test
    void mountsAreListed() throws Exception {
        assertThat(run("um:mounts -v web")).isEqualTo("""
                VIEW  SOURCE  TARGET         TYPE       OPTIONS  PERMANENT
                   3  none    /dev/net/null  umnetnull  -        no
                """);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "um:add umnet                     | add 0 umnet()",
                "um:add -p -v web umdev,ro,x      | add 3 umdev(ro,x) permanent",
                "um:del umnet                     | del 0 umnet",
                "um:mount -t umnetnull none /n    | mount 0 umnetnull none /n []",
                "um:mount -t t -o a=b,c s /n      | mount 0 t s /n [a=b,c]",
                "um:mount -v 3 -t t 1 /1          | mount 3 t 1 /1 []",
                "um:umount /n                     | umount 0 /n",
            })
    void changesReachTheHypervisor(String line, String expected) throws Exception {
        assertThat(run(line)).isEmpty();
        assertThat(hypervisor.asked).containsExactly(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "um:add nothing                  | false | nothing: No such file or directory",
                "um:del umdev                    | false | umdev: Device or resource busy",
                "um:mount -t nonsense s /n       | false | /n: No such device",
                "um:mount s /n                   | true  | um:mount: which type? name it with -t",
                "um:mount -t x s n               | true  | um:mount: not an absolute path: n",
                "um:ls -v nowhere                | false | no such view: nowhere",
                "um:stats -e opne                | true  | no such system call: opne",
                "um:trace -c --json              | true  | um:trace: either -c or --json",
                "um:trace -n -3                  | true  | um:trace: numbers are positive",
            })
    void failuresSayWhy(String line, boolean usage, String message) {
        assertThatThrownBy(() -> run(line))
                .isInstanceOfSatisfying(
                        VerbException.class, e -> assertThat(e.isUsage()).isEqualTo(usage))
                .hasMessage(message);
    }

    @Test
    void aNameThatSeveralViewsHaveIsNotEnough() {
        hypervisor.views.add(new ViewInfo(4, "web", 1));

        assertThatThrownBy(() -> run("um:ps -v web")).hasMessage("several views have the name web: use the number");
    }

    @Test
    void theAttachedViewMayHaveEnded() throws Exception {
        Views.attach(session, 3);
        hypervisor.views.remove(1);

        assertThatThrownBy(() -> run("um:ps")).hasMessage("no such view: 3");
    }

    @ParameterizedTest
    @ValueSource(strings = {"um:del", "um:ls a b", "um:mount -t"})
    void whatDoesNotFitIsRefused(String line) {
        assertThatThrownBy(() -> run(line)).hasMessageStartingWith("Cannot coerce ");
    }

    @Test
    void statisticsComeInTheOrderOfTheirCounts() throws Exception {
        assertThat(run("um:stats")).isEqualTo("""
                CALL    MODULE  CALLS  ERRORS      P50      P90       P99
                execve  -          40       0   9.0 us   9.1 us  250.0 us
                socket  umnet       3       1  10.0 us  20.0 us   30.0 us
                total              43       1
                """);
        assertThat(run("um:stats -m umnet --json")).isEqualTo("""
                [
                {"call": "socket", "module": "umnet", "count": 3, "errors": 1, "p50": 10000, "p90": 20000, "p99": 30000}
                ]
                """);
        assertThat(run("um:stats -e '!execve,open' --json")).contains("socket").doesNotContain("execve");
        assertThat(run("um:stats -m - --json")).contains("execve").doesNotContain("socket");
    }

    @Test
    void outputGoesIntoPipes() throws Exception {
        assertThat(session.execute("um:views --json | count")).isEqualTo(4L);
        assertThat(gogo.printed()).isEmpty();
    }
}
