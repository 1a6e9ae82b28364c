package io.umview.umnet.internal;

import static io.umview.umnet.internal.Scene.INET;
import static io.umview.umnet.internal.Scene.INET6;
import static io.umview.umnet.internal.Scene.NETLINK;
import static io.umview.umnet.internal.Scene.UNIX;
import static io.umview.umnet.internal.Scene.host;
import static io.umview.umnet.internal.Scene.link;
import static io.umview.umnet.internal.Scene.stack;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.umview.api.Errno;
import io.umview.api.FileSystemType.Mounted;
import io.umview.api.Interest.Trap;
import io.umview.api.Reply;
import io.umview.api.SystemCall;
import io.umview.api.net.Families;
import io.umview.testing.FakeProcess;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Nothing is trapped that nobody asked for. */
class TrapsTest {
    @Test
    void umnetAloneTrapsNothing() throws Exception {
        assertThat(new Scene().chain.traps()).isEmpty();
    }

    @Test
    void deniedFamiliesAreTrappedFromTheStart() throws Exception {
        assertThat(new Scene(Families.of(INET, INET6)).chain.trappedFamilies()).containsExactly(INET, INET6);
    }

    @Test
    void aStackTrapsItsFamilies() throws Exception {
        Scene scene = new Scene();
        scene.mount("/a", stack(1, INET, NETLINK));

        assertThat(scene.chain.trappedFamilies()).containsExactly(INET, NETLINK);
        assertThat(scene.chain.traps()).extracting(Trap::call).containsOnly(SystemCall.SOCKET);
    }

    @Test
    void aStackForEverythingTrapsTheWholeCall() throws Exception {
        Scene scene = new Scene();
        scene.mount("/a", host());

        assertThat(scene.chain.traps()).containsExactly(new Trap(SystemCall.SOCKET, List.of()));
    }

    @Test
    void manyFamiliesAreTrappedByTheFewThatAreNot() throws Exception {
        Scene scene = new Scene(Families.ALL.minus(Families.of(UNIX, INET)));

        assertThat(scene.chain.traps()).hasSize(1);
        assertThat(scene.chain.trappedFamilies()).doesNotContain(UNIX, INET).contains(INET6, 45, Families.LAST);
    }

    @Test
    void aLinkTrapsWhatItLinks() throws Exception {
        Scene scene = new Scene();
        scene.mount("/a", link("/nowhere", INET6));

        assertThat(scene.chain.trappedFamilies()).containsExactly(INET6);
    }

    @Test
    void trapsGrowAndShrinkWithTheStacks() throws Exception {
        Scene scene = new Scene(Families.of(UNIX));
        Mounted one = scene.mount("/a", stack(1, INET));
        Mounted two = scene.mount("/b", stack(2, INET, INET6));
        assertThat(scene.chain.trappedFamilies()).containsExactly(UNIX, INET, INET6);

        two.unmount();
        assertThat(scene.chain.trappedFamilies()).containsExactly(UNIX, INET);

        one.unmount();
        assertThat(scene.chain.trappedFamilies()).containsExactly(UNIX);
    }

    @Test
    void aFamilyGivenToAStackThatDoesNotKnowItStaysTrapped() throws Exception {
        Scene scene = new Scene();
        FakeProcess shell = scene.chain.process();
        scene.mount("/a", stack(1, INET));
        Mounted everything = scene.mount("/b", stack(2));
        scene.mstack(shell, "/a", UNIX);

        everything.unmount();

        assertThat(scene.chain.trappedFamilies()).containsExactly(UNIX, INET);
    }

    @Test
    void aMountThatCannotBeTrappedFailsAndClosesTheStack() throws Exception {
        Scene scene = new Scene();
        FakeStack stack = stack(1);
        scene.chain.refusal = Errno.EPERM;

        assertThatThrownBy(() -> scene.mount("/a", stack)).isSameAs(Errno.EPERM.exception());

        assertThat(stack.closed).isTrue();
        assertThat(scene.umnet.busy()).isFalse();
    }

    @Test
    void anUnmountSucceedsEvenIfTheClaimCannotBeNarrowed() throws Exception {
        Scene scene = new Scene();
        FakeProcess shell = scene.chain.process();
        scene.mount("/a", stack(1, INET));
        Mounted everything = scene.mount(Scene.DEFAULT, stack(2));
        scene.chain.refusal = Errno.EPERM;

        everything.unmount();

        assertThat(scene.socket(shell, UNIX)).isEqualTo(Reply.CONTINUE);
    }
}
