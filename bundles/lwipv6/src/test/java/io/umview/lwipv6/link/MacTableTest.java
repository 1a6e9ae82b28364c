package io.umview.lwipv6.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class MacTableTest {
    private final MacTable table = new MacTable();

    @Property(tries = 200)
    void whatIsFoundIsWhatWasLearnedLast(
            @ForAll @Size(max = 300) List<@LongRange(min = 1, max = 0xffff_ffff_ffffL) Long> addresses,
            @ForAll @IntRange(max = 65535) int base) {
        MacTable fresh = new MacTable();
        Map<Long, Integer> model = new HashMap<>();
        int port = base;
        for (long address : addresses) {
            port = port + 1 & 0xffff;
            fresh.learn(address, port, 0);
            model.put(address, port);
        }
        model.forEach((address, last) -> assertThat(fresh.find(address, 0)).isIn(last, MacTable.UNKNOWN));
        assertThat(model.entrySet().stream().filter(e -> fresh.find(e.getKey(), 0) == e.getValue()))
                .hasSizeGreaterThanOrEqualTo(model.size() * 9 / 10);
    }

    @Test
    void anEntryAgesAndIsRefreshedByBeingHeard() {
        table.learn(7, 3, 1000);
        assertThat(table.find(7, 1300)).isEqualTo(3);
        assertThat(table.find(7, 1301)).isEqualTo(MacTable.UNKNOWN);
        table.learn(7, 3, 1301);
        assertThat(table.find(7, 1600)).isEqualTo(3);
    }

    @Test
    void timeMayWrapAround() {
        table.learn(7, 3, Integer.MAX_VALUE);
        assertThat(table.find(7, Integer.MIN_VALUE + 10)).isEqualTo(3);
        assertThat(table.find(7, Integer.MIN_VALUE + 400)).isEqualTo(MacTable.UNKNOWN);
    }

    @Test
    void aFloodOfAddressesDoesNotGrowTheTable() {
        for (long address = 1; address < 1_000_000; address++) {
            table.learn(address, 1, (int) (address >>> 16));
        }
        table.learn(0x0202_0202_0202L, 2, 20);
        assertThat(table.find(0x0202_0202_0202L, 20)).isEqualTo(2);
    }

    @Test
    void theStationsOfOnePortAreForgotten() {
        table.learn(1, 1, 0);
        table.learn(2, 2, 0);
        table.forget(1);
        assertThat(table.find(1, 0)).isEqualTo(MacTable.UNKNOWN);
        assertThat(table.find(2, 0)).isEqualTo(2);
    }
}
