package io.umview.umnet.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.umview.api.Chain;
import io.umview.api.Errno;
import io.umview.api.GuestProcess;
import io.umview.api.MountOptions;
import io.umview.api.MountRequest;
import io.umview.api.View;
import io.umview.api.net.Families;
import io.umview.umnet.StackLink;
import io.umview.umnet.StackRequest;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LinkTypeTest {
    private static final String STACK = "/dev/net/native";

    private final List<String> announced = new ArrayList<>();

    @Test
    void withoutOptionsEverythingIsLinked() throws Exception {
        assertThat(link(STACK, "")).isEqualTo(new StackLink(STACK, Families.ALL, false));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "4,6,p,n | 2,10,16,17",
                "n | 16",
                "+n | 16",
                "+4,6 | 2,10",
                "+#2,+#10 | 2,10",
                "+ip | 2,10,16,17",
                "+ip,-6 | 2,16,17",
                "-all,+4 | 2",
                "u,i,b | 1,23,31",
                "#33 | 33"
            })
    void onlyTheListedFamiliesAreLinked(String options, String families) throws Exception {
        StackLink link = link(STACK, options);

        assertThat(link.families().numbers()).isEqualTo(numbers(families));
        assertThat(link.override()).isFalse();
    }

    @Test
    void signsAddAndTakeAway() throws Exception {
        Families allButUnix = Families.ALL.minus(Families.of(Families.PF_UNIX));

        assertThat(link(STACK, "-unix").families()).isEqualTo(allButUnix);
        assertThat(link(STACK, "+all,-unix").families()).isEqualTo(allButUnix);
        assertThat(link(STACK, "-").families()).isEqualTo(Families.NONE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"4,6,p,n,o | 2,10,16,17", "override,4 | 2", "o,+4 | 2", "+4,o,6 | 2,10"})
    void overrideStandsAnywhereInTheList(String options, String families) throws Exception {
        StackLink link = link(STACK, options);

        assertThat(link.families().numbers()).isEqualTo(numbers(families));
        assertThat(link.override()).isTrue();
    }

    @Test
    void overrideAloneLinksEverything() throws Exception {
        assertThat(link(STACK, "o")).isEqualTo(new StackLink(STACK, Families.ALL, true));
    }

    @Test
    void anUnknownWordFailsTheMountWithAMessage() {
        assertThatThrownBy(() -> link(STACK, "4,-zzz")).isSameAs(Errno.EINVAL.exception());

        assertThat(announced).containsExactly("umnetlink: unknown protocol \"zzz\"");
    }

    @Test
    void onlyStacksCanBeLinked() {
        assertThatThrownBy(() -> link("/etc/passwd", "")).isSameAs(Errno.EOPNOTSUPP.exception());
    }

    private StackLink link(String source, String options) throws Exception {
        return new LinkType().create(new Request(source, options));
    }

    private static List<Integer> numbers(String list) {
        return List.of(list.split(",")).stream().map(Integer::valueOf).toList();
    }

    private final class Request implements StackRequest {
        private final MountRequest mount;

        Request(String source, String options) {
            mount = new MountRequest(
                    "umnetlink",
                    source,
                    "/dev/net/link",
                    0,
                    MountOptions.parse(options),
                    fake(GuestProcess.class, (proxy, method, args) -> null),
                    1);
        }

        @Override
        public MountRequest mount() {
            return mount;
        }

        @Override
        public Chain chain() {
            View view = fake(View.class, (proxy, method, args) -> {
                announced.add((String) args[0]);
                return null;
            });
            return fake(Chain.class, (proxy, method, args) -> view);
        }

        @Override
        public boolean isStack(String path) {
            return path.equals(STACK);
        }
    }

    private static <T> T fake(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
