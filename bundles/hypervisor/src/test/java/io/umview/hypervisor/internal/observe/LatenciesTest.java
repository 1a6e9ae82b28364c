package io.umview.hypervisor.internal.observe;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class LatenciesTest {
    @Property
    void aValueLiesInItsBucketWhichIsNarrow(@ForAll @LongRange(min = 0, max = 1L << 40) long value) {
        int bucket = Latencies.bucket(value);

        assertThat(Latencies.lowest(bucket)).isLessThanOrEqualTo(value);
        assertThat(Latencies.lowest(bucket + 1)).isGreaterThan(value);
        assertThat(Latencies.lowest(bucket + 1) - Latencies.lowest(bucket))
                .isLessThanOrEqualTo(Math.max(1, value / 16));
    }

    @Test
    void percentilesAreOfWhatWasCounted() {
        Latencies latencies = new Latencies();
        for (int i = 1; i <= 1000; i++) {
            latencies.add(i * 1000L);
        }

        assertThat(latencies.percentile(0.5)).isBetween(470_000L, 530_000L);
        assertThat(latencies.percentile(0.99)).isBetween(930_000L, 1_050_000L);
        assertThat(new Latencies().percentile(0.5)).isZero();
    }
}
