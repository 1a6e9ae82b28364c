package io.umview.umnet.internal;

import static io.umview.umnet.internal.Scene.INET;
import static io.umview.umnet.internal.Scene.stack;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.umview.api.Errno;
import io.umview.api.FileSystemType.Mounted;
import io.umview.api.Service;
import io.umview.testing.FakeChain;
import io.umview.testing.FakeProcess;
import io.umview.umnet.StackRequest;
import io.umview.umnet.StackType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MountTest {
    private static final String PATH = "/dev/net/one";

    private Scene scene;

    @BeforeEach
    void load() throws Exception {
        scene = new Scene();
    }

    @Test
    void anAbsentSubmoduleIsLoaded() throws Exception {
        scene.chain.submodules = name -> scene.types.bind(request -> stack(1), Map.of(StackType.TYPE, name));

        scene.chain.mount("umnetlate", "none", PATH);
        scene.chain.mount("umnetlate", "none", "/dev/net/two");

        assertThat(scene.chain.loaded).containsExactly("umnetlate");
    }

    @Test
    void aTypeThatNoSubmoduleOffersIsNoDevice() {
        assertThatThrownBy(() -> scene.chain.mount("umnetzzz", "none", PATH)).isSameAs(Errno.ENODEV.exception());

        scene.chain.submodules = name -> {};
        assertThatThrownBy(() -> scene.chain.mount("umnetzzz", "none", PATH)).isSameAs(Errno.ENODEV.exception());
    }

    @Test
    void aTypeMayBearSeveralNamesAndGoesWithItsBundle() throws Exception {
        StackType type = request -> stack(1);
        Map<String, Object> names = Map.of(StackType.TYPE, new String[] {"umneta", "umnetb"});
        scene.types.bind(type, names);
        assertThat(scene.types.find("umneta")).contains(type);
        assertThat(scene.types.find("umnetb")).contains(type);

        scene.types.unbind(type, names);
        assertThat(scene.types.find("umneta")).isEmpty();
    }

    @Test
    void aTypeThatWasReplacedDoesNotTakeItsSuccessorAway() {
        Map<String, Object> names = Map.of(StackType.TYPE, List.of("umneta"));
        StackType old = request -> stack(1);
        StackType replacement = request -> stack(2);
        scene.types.bind(old, names);
        scene.types.bind(replacement, names);
        scene.types.unbind(old, names);

        assertThat(scene.types.find("umneta")).contains(replacement);
    }

    @Test
    void theStackLearnsWhatItNeeds() throws Exception {
        List<StackRequest> requests = new ArrayList<>();
        scene.mount(PATH, stack(1));
        scene.types.bind(
                request -> {
                    requests.add(request);
                    return stack(2);
                },
                Map.of(StackType.TYPE, "umnetx"));

        scene.chain.mount("umnetx", PATH, "/dev/net/two");

        assertThat(requests).singleElement().satisfies(request -> {
            assertThat(request.mount().source()).isEqualTo(PATH);
            assertThat(request.chain()).isSameAs(scene.chain);
            assertThat(request.isStack(PATH)).isTrue();
            assertThat(request.isStack("/etc/passwd")).isFalse();
        });
    }

    @Test
    void unmountingClosesTheStack() throws Exception {
        FakeStack stack = stack(1);
        Mounted mounted = scene.mount(PATH, stack);

        mounted.unmount();

        assertThat(stack.closed).isTrue();
        assertThatThrownBy(() -> scene.mstack(scene.chain.process(), PATH)).isSameAs(Errno.EOPNOTSUPP.exception());
    }

    @Test
    void aStackIsBusyWhileItIsSomebodysDefault() throws Exception {
        Mounted mounted = scene.mount(PATH, stack(1));
        Mounted other = scene.mount("/dev/net/two", stack(2));
        FakeProcess process = scene.chain.process();
        assertThat(mounted.busy()).isFalse();

        scene.mstack(process, PATH, INET);
        assertThat(mounted.busy()).isTrue();
        assertThat(other.busy()).isFalse();

        scene.chain.processes.remove(process);
        assertThat(mounted.busy()).isFalse();
    }

    @Test
    void aStackIsBusyWhileItSaysSo() throws Exception {
        FakeStack stack = stack(1);
        Mounted mounted = scene.mount(PATH, stack);
        stack.busy = true;

        assertThat(mounted.busy()).isTrue();
    }

    @Test
    void umnetIsBusyWhileStacksAreMounted() throws Exception {
        assertThat(scene.umnet.busy()).isFalse();
        Mounted mounted = scene.mount(PATH, stack(1));
        assertThat(scene.umnet.busy()).isTrue();

        mounted.unmount();
        assertThat(scene.umnet.busy()).isFalse();
    }

    @Test
    void moduleArgumentsDenyFamilies() throws Exception {
        FakeChain chain = new FakeChain();
        Service service = new UmnetService(new StackTypes());

        service.load(chain, "-ip");
        assertThat(chain.trappedFamilies()).containsExactly(2, 10, 16, 17);
    }

    @Test
    void withoutArgumentsNothingIsDenied() throws Exception {
        FakeChain chain = new FakeChain();
        new UmnetService(new StackTypes()).load(chain, "");

        assertThat(chain.traps()).isEmpty();
    }

    @Test
    void anUnknownWordInTheArgumentsIsNamed() {
        FakeChain chain = new FakeChain();
        Service service = new UmnetService(new StackTypes());

        assertThatThrownBy(() -> service.load(chain, "ip,xx")).isSameAs(Errno.EINVAL.exception());
        assertThat(chain.announced).containsExactly("umnet: unknown protocol \"xx\"");
    }
}
