package io.umview.umnet.internal;

import static io.umview.umnet.internal.Scene.stack;
import static org.assertj.core.api.Assertions.assertThat;

import io.umview.api.FileSystemType.Mounted;
import io.umview.api.HiddenTree;
import io.umview.api.SystemCall;
import io.umview.testing.FakeCall;
import io.umview.testing.FakeProcess;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where in the host's files a process finds those of its stack. */
class StackViewsTest {
    private final FakeStack stack = stack(7);
    private Scene scene;
    private Mounted mounted;
    private FakeProcess process;
    private FakeCall call;

    private record Tree(String name) implements HiddenTree {
        @Override
        public int root() {
            return -1;
        }
    }

    @BeforeEach
    void mount() throws Exception {
        scene = new Scene();
        stack.visible = true;
        for (String name : new String[] {"/proc/net", "/proc/sys/net", "/sys/class/net", "/sys/devices/virtual/net"}) {
            stack.trees.put(name, new Tree(name));
        }
        mounted = scene.mount("/dev/net/a", stack);
        process = scene.chain.process();
        scene.mstack(process, "/dev/net/a");
        call = scene.anyCall(process);
    }

    @ParameterizedTest
    @CsvSource({
        "/proc/12/net, /proc/net",
        "/proc/12/task/13/net, /proc/net",
        "/proc/sys/net, /proc/sys/net",
        "/sys/class/net, /sys/class/net",
        "/sys/devices/virtual/net, /sys/devices/virtual/net",
        "/sys/devices/pci0000:00/0000:00:03.0/virtio0/net, /sys/devices/virtual/net"
    })
    void aPlaceWhereTheNetworkIsShown(String path, String name) throws Exception {
        assertThat(scene.chain.claim(call, path).orElseThrow().tree(call)).isEqualTo(new Tree(name));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/proc/net",
                "/proc/12/network",
                "/proc/12/net/dev",
                "/proc/sys/network",
                "/proc/sys",
                "/etc/resolv.conf",
                "/sys/class/network",
                "/sys/devices/virtual/network",
                "/sys/devices/net",
                "/sys/kernel/net"
            })
    void aPlaceWhereItIsNot(String path) throws Exception {
        assertThat(scene.chain.claim(call, path)).isEmpty();
    }

    @Test
    void whoIsThereByADescriptorKnowsItByAPath() throws Exception {
        assertThat(scene.chain.claim(call, "/proc/12/net").map(claim -> claim.path(call)))
                .contains("/proc/" + process.pid() + "/net");
        assertThat(scene.chain.claim(call, "/sys/devices/x/net").map(claim -> claim.path(call)))
                .contains("/sys/devices/virtual/net");
    }

    @Test
    void whoHasAnotherStackSeesTheHosts() throws Exception {
        FakeCall other = scene.anyCall(scene.chain.process());

        assertThat(scene.chain.claim(other, "/sys/class/net")).isEmpty();
    }

    @Test
    void nothingIsClaimedForAStackThatIsGone() throws Exception {
        mounted.unmount();

        assertThat(scene.chain.claim(call, "/sys/class/net")).isEmpty();
        assertThat(scene.chain.traps()).noneMatch(trap -> trap.call() == SystemCall.IOCTL);
    }
}
