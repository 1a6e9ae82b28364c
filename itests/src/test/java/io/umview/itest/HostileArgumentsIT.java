package io.umview.itest;

import static io.umview.itest.run.UmviewRunner.natively;
import static io.umview.itest.run.UmviewRunner.umview;
import static org.assertj.core.api.Assertions.assertThat;

import io.umview.itest.run.CProgram;
import io.umview.itest.run.Programs;
import io.umview.itest.run.Result;
import io.umview.itest.run.Session;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bad pointers and strings get the errno that the kernel itself gives, and do no harm. */
class HostileArgumentsIT {
    @TempDir
    static Path folder;

    private static Result natively;
    private static Result inAnEmptyView;
    private static Result withAStack;

    @BeforeAll
    static void runAll() {
        String program = CProgram.compile("hostile").toString();
        natively = natively().in(folder).run(program);
        inAnEmptyView = umview("-q").in(folder).run(program);
        try (Session session = umview("-q", "-p", "umnet").in(folder).session()) {
            session.must("mount -t umnetnull none /dev/net/other");
            Session.Answer answer = session.run(program);
            withAStack = new Result(answer.status(), answer.text(), "");
        }
    }

    @TestFactory
    Stream<DynamicTest> errnosInAnEmptyView() {
        return comparisons(() -> inAnEmptyView);
    }

    @TestFactory
    Stream<DynamicTest> errnosWithAStackMounted() {
        return comparisons(() -> withAStack);
    }

    private static Stream<DynamicTest> comparisons(java.util.function.Supplier<Result> actual) {
        List<String> expected = natively.lines();
        return IntStream.range(0, expected.size())
                .mapToObj(i -> DynamicTest.dynamicTest(
                        expected.get(i).split(":")[0],
                        () -> assertThat(actual.get().lines().get(i)).isEqualTo(expected.get(i))));
    }

    @Test
    void theProgramGetsToItsEnd() {
        assertThat(natively.status()).isZero();
        assertThat(natively.lines()).hasSizeGreaterThan(50);
        assertThat(List.of(inAnEmptyView.status(), withAStack.status())).containsOnly(0);
        assertThat(List.of(inAnEmptyView.lines(), withAStack.lines()))
                .allSatisfy(lines -> assertThat(lines).hasSameSizeAs(natively.lines()));
    }

    @Test
    void memoryThatChangesDuringTheCallHarmsNobody() {
        String program = CProgram.compile("hostile").toString();
        try (Session session = umview("-p", "umnet").in(folder).session()) {
            session.must("mount -t umnetnull none /dev/net/null");

            Session.Answer answer = session.run("for i in 1 2 3; do " + program + " race 2 & done; wait");

            assertThat(answer.text()).doesNotContain("Exception");
            assertThat(session.must("stat -c %F /dev/net/null /etc/passwd")).isEqualTo("weird file\nregular file\n");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--sysbadaddr", "--fork", "--vforkmany", "--sigsegv"})
    void aStressedHypervisorLives(String stressor) {
        String stress = Programs.require("stress-ng");
        try (Session session =
                umview("-p", "umnet").in(folder).within(Duration.ofSeconds(60)).session()) {
            session.must("mount -t umnetnull none /dev/net/null");

            Session.Answer answer =
                    session.run("timeout -k 5 40 " + stress + " " + stressor + " 2 --timeout 4 -q --temp-path . 2>&1");

            assertThat(answer.text()).doesNotContain("Exception").doesNotContain("SEVERE");
            assertThat(session.must("stat -c %F /dev/net/null /etc/passwd")).isEqualTo("weird file\nregular file\n");
        }
    }
}
