package io.umview.umnet.internal;

import static io.umview.umnet.internal.Scene.DEFAULT;
import static io.umview.umnet.internal.Scene.INET;
import static io.umview.umnet.internal.Scene.INET6;
import static io.umview.umnet.internal.Scene.NETLINK;
import static io.umview.umnet.internal.Scene.UNIX;
import static io.umview.umnet.internal.Scene.host;
import static io.umview.umnet.internal.Scene.nothing;
import static io.umview.umnet.internal.Scene.stack;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.umview.api.Errno;
import io.umview.api.FileSystemType.Mounted;
import io.umview.api.Reply;
import io.umview.api.SystemCall;
import io.umview.api.net.Families;
import io.umview.testing.FakeCall;
import io.umview.testing.FakeProcess;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which stack socket(2) leads to. */
class DefaultStackTest {
    private static final Reply DENIED = Reply.fail(Errno.EAFNOSUPPORT);

    private Scene scene;
    private FakeProcess shell;

    @BeforeEach
    void load() throws Exception {
        scene = new Scene();
        shell = scene.chain.process();
    }

    @Test
    void withoutStacksTheHostServes() throws Exception {
        assertThat(scene.socket(shell, INET)).isEqualTo(Reply.CONTINUE);
    }

    @Test
    void aStackUnderAnotherNameServesNobodyWhoDidNotChooseIt() throws Exception {
        FakeStack stack = stack(7);
        scene.mount("/dev/net/seven", stack);

        assertThat(scene.socket(shell, INET)).isEqualTo(Reply.CONTINUE);
        assertThat(stack.asked).isEmpty();
    }

    @Test
    void theStackOnDefaultServesEverybody() throws Exception {
        Mounted mounted = scene.mount(DEFAULT, nothing());

        assertThat(scene.socket(shell, INET)).isEqualTo(DENIED);
        assertThat(scene.socket(scene.chain.process(), UNIX)).isEqualTo(DENIED);

        mounted.unmount();
        assertThat(scene.socket(shell, INET)).isEqualTo(Reply.CONTINUE);
    }

    @Test
    void theNewestStackOnDefaultServes() throws Exception {
        scene.mount(DEFAULT, stack(1));
        Mounted newest = scene.mount(DEFAULT, stack(2));

        assertThat(scene.socket(shell, INET)).isEqualTo(Reply.value(2));

        newest.unmount();
        assertThat(scene.socket(shell, INET)).isEqualTo(Reply.value(1));
    }

    @Test
    void familiesThatTheDefaultStackDoesNotKnowStayWithTheHost() throws Exception {
        scene.mount(DEFAULT, stack(4, INET, INET6));

        assertThat(scene.socket(shell, INET6)).isEqualTo(Reply.value(4));
        assertThat(scene.socket(shell, UNIX)).isEqualTo(Reply.CONTINUE);
    }

    @Test
    void theTypeReachesTheStackWithItsFlags() throws Exception {
        FakeStack stack = stack(1);
        scene.mount(DEFAULT, stack);
        int closeOnExecDatagram = 02000000 | 2;

        scene.chain.serve(new FakeCall(shell, SystemCall.SOCKET, INET, closeOnExecDatagram, 17));

        assertThat(stack.asked).containsExactly(List.of(INET, closeOnExecDatagram, 17));
    }

    @Test
    void whatAProcessChoseComesBeforeTheCommonDefault() throws Exception {
        scene.mount(DEFAULT, nothing());
        scene.mount("/dev/net/native", host());
        scene.mstack(shell, "/dev/net/native");

        assertThat(scene.socket(shell, INET)).isEqualTo(Reply.CONTINUE);
        assertThat(scene.socket(scene.chain.process(), INET)).isEqualTo(DENIED);
    }

    @Test
    void choosingForOneFamilyIsNoWayAroundTheDefaultForOthers() throws Exception {
        scene.mount(DEFAULT, nothing());
        scene.mount("/dev/net/seven", stack(7));
        scene.mstack(shell, "/dev/net/seven", NETLINK);

        assertThat(scene.socket(shell, NETLINK)).isEqualTo(Reply.value(7));
        assertThat(scene.socket(shell, INET)).isEqualTo(DENIED);
    }

    @Test
    void childrenInheritTheChoiceAndTheirOwnStaysTheirs() throws Exception {
        scene.mount("/dev/net/one", stack(1));
        scene.mount("/dev/net/two", stack(2));
        scene.mstack(shell, "/dev/net/one");
        FakeProcess child = shell.fork();
        scene.mstack(child, "/dev/net/two", INET);

        assertThat(scene.socket(child, INET)).isEqualTo(Reply.value(2));
        assertThat(scene.socket(child, UNIX)).isEqualTo(Reply.value(1));
        assertThat(scene.socket(shell, INET)).isEqualTo(Reply.value(1));
    }

    @Test
    void deniedFamiliesFailUnlessAStackServesThem() throws Exception {
        Scene denying = new Scene(Families.of(INET, INET6));
        FakeProcess process = denying.chain.process();

        assertThatThrownBy(() -> denying.socket(process, INET)).isSameAs(Errno.EAFNOSUPPORT.exception());
        assertThat(denying.socket(process, UNIX)).isEqualTo(Reply.CONTINUE);

        denying.mount(DEFAULT, stack(4, INET));
        assertThat(denying.socket(process, INET)).isEqualTo(Reply.value(4));
        assertThatThrownBy(() -> denying.socket(process, INET6)).isSameAs(Errno.EAFNOSUPPORT.exception());
    }

    @Test
    void aChosenStackThatWasForcedAwayIsNotReplacedByTheHost() throws Exception {
        Mounted mounted = scene.mount("/dev/net/one", stack(1));
        scene.mstack(shell, "/dev/net/one");
        mounted.unmount();

        assertThatThrownBy(() -> scene.socket(shell, INET)).isSameAs(Errno.EAFNOSUPPORT.exception());
    }
}
