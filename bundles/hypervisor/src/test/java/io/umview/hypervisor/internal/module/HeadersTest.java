package io.umview.hypervisor.internal.module;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HeadersTest {
    @Test
    void packagesAreReadWithoutTheirAttributes() {
        String header = "a.b;version=\"[1.0,2)\",c;d;uses:=\"x,y\",e;resolution:=optional";

        assertThat(Headers.packages(header, clause -> true)).containsExactly("a.b", "c", "d", "e");
        assertThat(Headers.packages(header, clause -> !clause.contains("optional")))
                .doesNotContain("e");
        assertThat(Headers.packages(null, clause -> true)).isEmpty();
    }
}
