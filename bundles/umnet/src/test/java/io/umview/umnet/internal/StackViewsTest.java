package io.umview.umnet.internal;

import static io.umview.umnet.internal.Scene.stack;
import static org.assertj.core.api.Assertions.assertThat;

import io.umview.api.Reply;
import io.umview.testing.FakeCall;
import io.umview.testing.FakeProcess;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which files of the host show the stack of the process that asks for them. */
class StackViewsTest {
    private final FakeStack stack = stack(7);
    private Scene scene;
    private FakeCall call;

    @BeforeEach
    void mount() throws Exception {
        scene = new Scene();
        stack.visible = true;
        scene.mount("/dev/net/a", stack);
        FakeProcess process = scene.chain.process();
        scene.mstack(process, "/dev/net/a");
        call = scene.anyCall(process);
    }

    @ParameterizedTest
    @CsvSource({
        "/proc/12/net, /proc/net",
        "/proc/12/net/dev, /proc/net/dev",
        "/proc/12/task/13/net/dev_snmp6/lo0, /proc/net/dev_snmp6/lo0",
        "/proc/sys/net, /proc/sys/net",
        "/proc/sys/net/ipv4/ip_forward, /proc/sys/net/ipv4/ip_forward",
        "/sys/class/net, /sys/class/net",
        "/sys/class/net/vd0/mtu, /sys/class/net/vd0/mtu",
        "/sys/devices/virtual/net, /sys/devices/virtual/net",
        "/sys/devices/virtual/net/vd0/mtu, /sys/devices/virtual/net/vd0/mtu",
        "/sys/devices/pci0000:00/0000:00:03.0/virtio0/net/eth0/mtu, /sys/devices/virtual/net/eth0/mtu"
    })
    void aFileThatShowsTheNetwork(String path, String name) throws Exception {
        assertThat(scene.chain.open(call, path, 0)).isEqualTo(Reply.value(7));
        assertThat(scene.chain.look(call, path)).isEqualTo(Reply.value(7));
        assertThat(stack.shown).containsExactly("open " + name, "look " + name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/proc/net",
                "/proc/12/network",
                "/proc/sys/network",
                "/sys/class/network/x",
                "/sys/devices/pci0000:00/net",
                "/sys/devices/virtual/network/x",
                "/sys/kernel/net/x"
            })
    void aFileThatDoesNot(String path) throws Exception {
        scene.chain.open(call, path, 0);
        scene.chain.look(call, path);

        assertThat(stack.shown).isEmpty();
    }

    @Test
    void whoHasAnotherStackSeesTheHosts() throws Exception {
        FakeCall other = scene.anyCall(scene.chain.process());

        assertThat(scene.chain.look(other, "/sys/class/net")).isEqualTo(Reply.CONTINUE);
        assertThat(stack.shown).isEmpty();
    }
}
