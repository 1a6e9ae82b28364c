package io.umview.umnet.internal;

import static io.umview.umnet.internal.Scene.DEFAULT;
import static io.umview.umnet.internal.Scene.INET;
import static io.umview.umnet.internal.Scene.INET6;
import static io.umview.umnet.internal.Scene.STREAM;
import static io.umview.umnet.internal.Scene.UNIX;
import static io.umview.umnet.internal.Scene.host;
import static io.umview.umnet.internal.Scene.nothing;
import static io.umview.umnet.internal.Scene.stack;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.umview.api.Errno;
import io.umview.api.Reply;
import io.umview.api.SystemCall;
import io.umview.api.net.Families;
import io.umview.testing.FakeCall;
import io.umview.testing.FakeProcess;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** msocket(2) and what mstack asks for. */
class MsocketTest {
    private static final int SOCK_DEFAULT = 0;
    private static final String SEVEN = "/dev/net/seven";

    private Scene scene;
    private FakeProcess shell;

    @BeforeEach
    void load() throws Exception {
        scene = new Scene();
        shell = scene.chain.process();
    }

    @Test
    void aPathNamesTheStackOutright() throws Exception {
        FakeStack stack = stack(7);
        scene.mount(SEVEN, stack);
        scene.mount(DEFAULT, nothing());

        assertThat(scene.msocket(shell, SEVEN, INET, STREAM)).isEqualTo(Reply.value(7));
        assertThat(stack.asked).containsExactly(List.of(INET, STREAM, 0));
    }

    @Test
    void theNewestStackAtAPathIsMeant() throws Exception {
        scene.mount(SEVEN, stack(7));
        scene.mount(SEVEN, stack(77));

        assertThat(scene.msocket(shell, SEVEN, INET, STREAM)).isEqualTo(Reply.value(77));
    }

    @Test
    void pathsAreResolvedAsTheCallerSeesThem() throws Exception {
        scene.mount(SEVEN, stack(7));
        scene.chain.symbolicLinks.put("net/7", SEVEN);

        assertThat(scene.msocket(shell, "net/7", INET, STREAM)).isEqualTo(Reply.value(7));
    }

    @Test
    void aSocketOfTheHostIsMadeByTheKernel() throws Exception {
        scene.mount("/dev/net/native", host());
        Reply byKernel = Reply.instead(SystemCall.SOCKET, INET, STREAM, 0);

        assertThat(scene.msocket(shell, "/dev/net/native", INET, STREAM)).isEqualTo(byKernel);
        assertThat(scene.msocketOfDefault(shell, INET, STREAM)).isEqualTo(byKernel);
    }

    @Test
    void withoutAPathTheDefaultStackServes() throws Exception {
        scene.mount(DEFAULT, stack(1));

        assertThat(scene.msocketOfDefault(shell, INET, STREAM)).isEqualTo(Reply.value(1));
    }

    @Test
    void withoutAPathDeniedFamiliesFail() throws Exception {
        Scene denying = new Scene(Families.ALL);

        assertThatThrownBy(() -> denying.msocketOfDefault(denying.chain.process(), INET, STREAM))
                .isSameAs(Errno.EAFNOSUPPORT.exception());
    }

    @Test
    void aFamilyThatTheStackDoesNotKnowFails() throws Exception {
        FakeStack stack = stack(4, INET);
        scene.mount(SEVEN, stack);

        assertThatThrownBy(() -> scene.msocket(shell, SEVEN, UNIX, STREAM)).isSameAs(Errno.EAFNOSUPPORT.exception());
        assertThat(stack.asked).isEmpty();
    }

    @Test
    void whatIsNoStackIsNotSupported() throws Exception {
        scene.mount(SEVEN, stack(7));

        for (int type : new int[] {SOCK_DEFAULT, STREAM}) {
            assertThatThrownBy(() -> scene.msocket(shell, "/etc/passwd", INET, type))
                    .isSameAs(Errno.EOPNOTSUPP.exception());
            assertThatThrownBy(() -> scene.msocket(shell, SEVEN + "/x", INET, type))
                    .isSameAs(Errno.EOPNOTSUPP.exception());
        }
    }

    @Test
    void theDefaultCannotBeSetWithoutAPath() {
        assertThatThrownBy(() -> scene.msocketOfDefault(shell, INET, SOCK_DEFAULT))
                .isSameAs(Errno.EINVAL.exception());
    }

    @Test
    void aBadPointerFaults() {
        FakeCall call = new FakeCall(shell, SystemCall.PIVOT_ROOT);

        assertThatThrownBy(() -> scene.virtual(call, 0xdead, INET, STREAM, 0)).isSameAs(Errno.EFAULT.exception());
    }

    @Test
    void missingArgumentsAreInvalid() {
        FakeCall call = new FakeCall(shell, SystemCall.PIVOT_ROOT);

        assertThatThrownBy(() -> scene.virtual(call, 0, INET, STREAM)).isSameAs(Errno.EINVAL.exception());
    }

    @Test
    void otherVirtualCallsAreDeclined() throws Exception {
        FakeCall call = new FakeCall(shell, SystemCall.PIVOT_ROOT);

        assertThat(scene.umnet.virtualCall(call, 1, new long[] {0, 0, 0, 0})).isEqualTo(Reply.DECLINE);
    }

    @Test
    void theUpperHalvesOfIntegerArgumentsAreIgnored() throws Exception {
        FakeStack stack = stack(1);
        scene.mount(DEFAULT, stack);
        FakeCall call = new FakeCall(shell, SystemCall.PIVOT_ROOT);

        scene.virtual(call, 0, 0xffff_0000_0000_0000L | INET, STREAM, 6);

        assertThat(stack.asked).containsExactly(List.of(INET, STREAM, 6));
    }

    @Test
    void sockDefaultSetsOneFamily() throws Exception {
        scene.mount(SEVEN, stack(7));

        assertThat(scene.msocket(shell, SEVEN, INET, SOCK_DEFAULT)).isEqualTo(Reply.SUCCESS);

        assertThat(scene.socket(shell, INET)).isEqualTo(Reply.value(7));
        assertThat(scene.socket(shell, INET6)).isEqualTo(Reply.CONTINUE);
    }

    @Test
    void sockDefaultForUnspecSetsAllSupportedFamilies() throws Exception {
        scene.mount(SEVEN, stack(7, INET, INET6));

        assertThat(scene.msocket(shell, SEVEN, Families.PF_UNSPEC, SOCK_DEFAULT))
                .isEqualTo(Reply.SUCCESS);

        assertThat(scene.socket(shell, INET)).isEqualTo(Reply.value(7));
        assertThat(scene.socket(shell, INET6)).isEqualTo(Reply.value(7));
        assertThat(scene.socket(shell, UNIX)).isEqualTo(Reply.CONTINUE);
    }

    @Test
    void aFamilyMayBeGivenToAStackThatDoesNotKnowIt() throws Exception {
        scene.mount(SEVEN, stack(7, INET));

        scene.msocket(shell, SEVEN, UNIX, SOCK_DEFAULT);

        assertThatThrownBy(() -> scene.socket(shell, UNIX)).isSameAs(Errno.EAFNOSUPPORT.exception());
        assertThat(scene.socket(scene.chain.process(), UNIX)).isEqualTo(Reply.CONTINUE);
    }

    @Test
    void aFamilyThatCannotBeFails() throws Exception {
        scene.mount(SEVEN, stack(7));

        for (int family : new int[] {-1, Families.LAST + 1}) {
            assertThatThrownBy(() -> scene.msocket(shell, SEVEN, family, SOCK_DEFAULT))
                    .isSameAs(Errno.EAFNOSUPPORT.exception());
        }
        assertThat(shell.changes()).isZero();
    }

    @Test
    void mstackTakesSeveralFamilies() throws Exception {
        scene.mount(SEVEN, stack(7));

        scene.mstack(shell, SEVEN, INET, INET6);

        assertThat(scene.socket(shell, INET)).isEqualTo(Reply.value(7));
        assertThat(scene.socket(shell, INET6)).isEqualTo(Reply.value(7));
        assertThat(scene.socket(shell, UNIX)).isEqualTo(Reply.CONTINUE);
    }

    @Test
    void mstackOnWhatIsNoStackIsNotSupported() {
        assertThatThrownBy(() -> scene.mstack(shell, "/etc/passwd")).isSameAs(Errno.EOPNOTSUPP.exception());
    }

    @Test
    void choosingTheSameAgainChangesNothing() throws Exception {
        scene.mount(SEVEN, stack(7));
        scene.mstack(shell, SEVEN);
        scene.mstack(shell, SEVEN, INET);

        assertThat(shell.changes()).isEqualTo(1);
    }
}
