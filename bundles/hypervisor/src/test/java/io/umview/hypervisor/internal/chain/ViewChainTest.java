package io.umview.hypervisor.internal.chain;

import static org.assertj.core.api.Assertions.assertThat;

import io.umview.api.Call;
import io.umview.api.Errno;
import io.umview.api.Interest;
import io.umview.api.Interest.ArgumentTest;
import io.umview.api.Reply;
import io.umview.api.SystemCall;
import java.lang.reflect.Proxy;
import org.junit.jupiter.api.Test;

class ViewChainTest {
    private final ViewChain chain = new ViewChain();
    private final LoadedService older = service("older");
    private final LoadedService newer = service("newer");

    private static LoadedService service(String name) {
        return new LoadedService(name, "", "", false, name);
    }

    private static Call socket(int family) {
        return (Call) Proxy.newProxyInstance(
                Call.class.getClassLoader(),
                new Class<?>[] {Call.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "systemCall" -> SystemCall.SOCKET;
                    case "argument" -> (int) arguments[0] == 0 ? (long) family : 0L;
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    @Test
    void theNewestClaimIsAskedFirst() throws Exception {
        chain.claim(older, Interest.in(SystemCall.SOCKET), call -> Reply.value(1));
        Runnable withdraw = chain.claim(newer, Interest.in(SystemCall.SOCKET), call -> Reply.value(2));

        assertThat(chain.ask(socket(2), null)).isEqualTo(Reply.value(2));
        withdraw.run();
        assertThat(chain.ask(socket(2), null)).isEqualTo(Reply.value(1));
    }

    @Test
    void whoDeclinesLeavesTheCallToOlderClaims() throws Exception {
        chain.claim(older, Interest.in(SystemCall.SOCKET), call -> Reply.fail(Errno.EPERM));
        chain.claim(newer, Interest.in(SystemCall.SOCKET), call -> Reply.DECLINE);

        assertThat(chain.ask(socket(2), null)).isEqualTo(Reply.fail(Errno.EPERM));
    }

    @Test
    void aClaimSeesOnlyWhatItsTestsLetThrough() throws Exception {
        chain.claim(newer, Interest.when(SystemCall.SOCKET, ArgumentTest.is(0, 2)), call -> Reply.value(7));

        assertThat(chain.ask(socket(2), null)).isEqualTo(Reply.value(7));
        assertThat(chain.ask(socket(10), null)).isEqualTo(Reply.DECLINE);
    }

    @Test
    void aServiceTakesItsClaimsAlong() throws Exception {
        chain.addIfAbsent(newer);
        chain.claim(newer, Interest.in(SystemCall.SOCKET), call -> Reply.value(2));
        chain.claim(newer, "um", request -> null);

        assertThat(chain.remove(newer)).isTrue();
        assertThat(chain.ask(socket(2), null)).isEqualTo(Reply.DECLINE);
        assertThat(chain.mounter("umnet")).isEmpty();
        assertThat(chain.remove(newer)).isFalse();
    }

    @Test
    void theLongestPrefixMountsAndAmongEqualsTheNewest() {
        chain.claim(older, "umnet", request -> null);
        chain.claim(older, "um", request -> null);
        assertThat(chain.mounter("umnetnull").orElseThrow().owner()).isSameAs(older);

        chain.claim(newer, "umnet", request -> null);
        assertThat(chain.mounter("umnetnull").orElseThrow().owner()).isSameAs(newer);
        assertThat(chain.mounter("ext4")).isEmpty();
    }

    @Test
    void aNameIsThereOnlyOnce() {
        assertThat(chain.addIfAbsent(newer)).isTrue();
        assertThat(chain.addIfAbsent(service("newer"))).isFalse();
        assertThat(chain.services()).containsExactly(newer);
    }
}
