package io.umview.umnet.internal;

import static io.umview.umnet.internal.Scene.DEFAULT;
import static io.umview.umnet.internal.Scene.INET;
import static io.umview.umnet.internal.Scene.INET6;
import static io.umview.umnet.internal.Scene.NETLINK;
import static io.umview.umnet.internal.Scene.STREAM;
import static io.umview.umnet.internal.Scene.UNIX;
import static io.umview.umnet.internal.Scene.host;
import static io.umview.umnet.internal.Scene.link;
import static io.umview.umnet.internal.Scene.nothing;
import static io.umview.umnet.internal.Scene.override;
import static io.umview.umnet.internal.Scene.stack;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.umview.api.Errno;
import io.umview.api.FileSystemType.Mounted;
import io.umview.api.Reply;
import io.umview.testing.FakeCall;
import io.umview.testing.FakeProcess;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LinkTest {
    private static final String ONE = "/dev/net/one";
    private static final String TWO = "/dev/net/two";
    private static final String LINK = "/dev/net/link";

    private Scene scene;
    private FakeProcess shell;

    @BeforeEach
    void load() throws Exception {
        scene = new Scene();
        shell = scene.chain.process();
    }

    @Test
    void aLinkIsAnotherNameOfAStack() throws Exception {
        scene.mount(ONE, stack(1));
        scene.mount(LINK, link(ONE));
        scene.mount("/dev/net/again", link(LINK));

        assertThat(scene.msocket(shell, "/dev/net/again", INET, STREAM)).isEqualTo(Reply.value(1));
    }

    @Test
    void aLinkIsFollowedWhenItIsUsed() throws Exception {
        Mounted first = scene.mount(ONE, stack(1));
        scene.mount(LINK, link(ONE));
        first.unmount();
        assertThatThrownBy(() -> scene.msocket(shell, LINK, INET, STREAM)).isSameAs(Errno.EOPNOTSUPP.exception());

        scene.mount(ONE, stack(11));
        assertThat(scene.msocket(shell, LINK, INET, STREAM)).isEqualTo(Reply.value(11));
    }

    @Test
    void whatIsNotLinkedGoesToTheCallersDefault() throws Exception {
        scene.mount(ONE, stack(1));
        scene.mount(TWO, stack(2));
        scene.mount(LINK, link(ONE, NETLINK));

        assertThat(scene.msocket(shell, LINK, NETLINK, STREAM)).isEqualTo(Reply.value(1));
        assertThat(scene.msocket(shell, LINK, INET, STREAM)).isInstanceOf(Reply.Instead.class);

        scene.mstack(shell, TWO);
        assertThat(scene.msocket(shell, LINK, INET, STREAM)).isEqualTo(Reply.value(2));
    }

    @Test
    void choosingALinkSetsTheLinkedFamiliesOnly() throws Exception {
        scene.mount(ONE, stack(1));
        scene.mount(TWO, stack(2));
        scene.mount(LINK, link(ONE, NETLINK));
        scene.mstack(shell, TWO);
        scene.mstack(shell, LINK);

        assertThat(scene.socket(shell, NETLINK)).isEqualTo(Reply.value(1));
        assertThat(scene.socket(shell, INET)).isEqualTo(Reply.value(2));
    }

    @Test
    void overrideLeavesTheOthersToTheStackBelow() throws Exception {
        scene.mount(ONE, stack(1, INET, INET6, NETLINK));
        scene.mount(DEFAULT, stack(2));
        scene.mount(DEFAULT, override(ONE, INET, INET6, NETLINK));

        assertThat(scene.socket(shell, INET)).isEqualTo(Reply.value(1));
        assertThat(scene.socket(shell, UNIX)).isEqualTo(Reply.value(2));
    }

    @Test
    void overrideOfSeveralLayersGoesDownOneByOne() throws Exception {
        scene.mount(ONE, stack(1));
        scene.mount(TWO, stack(2));
        scene.mount(LINK, stack(3));
        scene.mount(LINK, override(ONE, INET));
        scene.mount(LINK, override(TWO, INET6));

        assertThat(scene.msocket(shell, LINK, INET6, STREAM)).isEqualTo(Reply.value(2));
        assertThat(scene.msocket(shell, LINK, INET, STREAM)).isEqualTo(Reply.value(1));
        assertThat(scene.msocket(shell, LINK, UNIX, STREAM)).isEqualTo(Reply.value(3));
    }

    @Test
    void withNothingBelowOverrideHasNoEffect() throws Exception {
        scene.mount(ONE, stack(1));
        scene.mount(DEFAULT, override(ONE, INET));

        assertThat(scene.socket(shell, INET)).isEqualTo(Reply.value(1));
        assertThat(scene.socket(shell, UNIX)).isEqualTo(Reply.CONTINUE);
    }

    @Test
    void onDefaultWhatIsNotLinkedStaysWithTheHost() throws Exception {
        scene.mount(ONE, nothing());
        scene.mount(DEFAULT, link(ONE, INET));

        assertThat(scene.socket(shell, INET)).isEqualTo(Reply.fail(Errno.EAFNOSUPPORT));
        assertThat(scene.socket(shell, UNIX)).isEqualTo(Reply.CONTINUE);
    }

    @Test
    void aDanglingLinkOnDefaultDoesNotOpenTheWayToTheHost() throws Exception {
        Mounted one = scene.mount(ONE, nothing());
        scene.mount(DEFAULT, link(ONE));
        one.unmount();

        assertThatThrownBy(() -> scene.socket(shell, INET)).isSameAs(Errno.EOPNOTSUPP.exception());
    }

    @Test
    void aLinkToItsOwnPathMeansTheStackBelow() throws Exception {
        scene.mount(LINK, stack(1));
        scene.mount(LINK, link(LINK));

        assertThat(scene.msocket(shell, LINK, INET, STREAM)).isEqualTo(Reply.value(1));
    }

    @Test
    void linksToEachOtherLoop() throws Exception {
        scene.mount(ONE, link(TWO));
        scene.mount(TWO, link(ONE));

        assertThatThrownBy(() -> scene.msocket(shell, ONE, INET, STREAM)).isSameAs(Errno.ELOOP.exception());
    }

    @Test
    void aLoopOnDefaultIsReportedToo() throws Exception {
        scene.mount(ONE, link(DEFAULT));
        scene.mount(DEFAULT, link(ONE));

        assertThatThrownBy(() -> scene.socket(shell, INET)).isSameAs(Errno.ELOOP.exception());
    }

    @Test
    void aLinkThatIsTheDefaultOfAFamilyItDoesNotLinkLoops() throws Exception {
        scene.mount(ONE, stack(1));
        scene.mount(LINK, link(ONE, INET));
        scene.mstack(shell, LINK, UNIX);

        assertThatThrownBy(() -> scene.socket(shell, UNIX)).isSameAs(Errno.ELOOP.exception());
    }

    @Test
    void asManyLinksAsTheKernelFollowsAreFollowed() throws Exception {
        scene.mount("/n0", stack(1));
        for (int i = 1; i <= 41; i++) {
            scene.mount("/n" + i, link("/n" + (i - 1)));
        }

        assertThat(scene.msocket(shell, "/n40", INET, STREAM)).isEqualTo(Reply.value(1));
        assertThatThrownBy(() -> scene.msocket(shell, "/n41", INET, STREAM)).isSameAs(Errno.ELOOP.exception());
    }

    @Test
    void aLinkToTheHostContinues() throws Exception {
        scene.mount(ONE, host());
        scene.mount(DEFAULT, link(ONE));

        assertThat(scene.socket(shell, INET)).isEqualTo(Reply.CONTINUE);
    }

    @Test
    void permissionIsAskedOfEveryNameOnTheWay() throws Exception {
        Mounted one = scene.mount(ONE, stack(1));
        Mounted linked = scene.mount(LINK, link(ONE));
        FakeCall root = scene.anyCall(new FakeProcess().as(FakeProcess.ROOT));

        one.files().chmod(root, "", 0700);
        assertThatThrownBy(() -> scene.msocket(shell, LINK, INET, STREAM)).isSameAs(Errno.EACCES.exception());

        one.files().chmod(root, "", 0777);
        linked.files().chmod(root, "", 0755);
        assertThatThrownBy(() -> scene.msocket(shell, LINK, INET, STREAM)).isSameAs(Errno.EACCES.exception());

        linked.files().chmod(root, "", 0777);
        assertThat(scene.msocket(shell, LINK, INET, STREAM)).isEqualTo(Reply.value(1));
    }
}
