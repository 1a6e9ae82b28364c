package io.umview.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MountOptionsTest {
    @Test
    void aListIsSplitAtItsCommas() {
        assertThat(MountOptions.parse("ro,,vd0=/tmp/s[4],perm").items()).containsExactly("ro", "vd0=/tmp/s[4]", "perm");
        assertThat(MountOptions.parse("").items()).isEmpty();
    }

    @Test
    void quotesProtectCommas() {
        assertThat(MountOptions.parse("a='b,c',\"d,e\"f,g'h").items()).containsExactly("a=b,c", "d,ef", "gh");
    }

    @Test
    void backslashesProtectCommasQuotesAndBackslashes() {
        assertThat(MountOptions.parse("a=b\\,c,d=\\'e,f=\\\\,g=\\ h").items())
                .containsExactly("a=b,c", "d='e", "f=\\", "g=\\ h");
    }

    @Test
    void theLastValueOfAKeyCounts() {
        assertThat(MountOptions.parse("size=1,size=2").value("size")).contains("2");
        assertThat(MountOptions.parse("size").value("size")).isEmpty();
    }

    @Test
    void wordsCanBeTakenAway() {
        assertThat(MountOptions.parse("rw,perm,x=1").without("perm", "none")).hasToString("rw,x=1");
    }
}
