package io.umview.itest;

import static org.assertj.core.api.Assertions.assertThat;

import io.umview.itest.osgi.Configuration;
import io.umview.itest.osgi.Distribution;
import io.umview.itest.osgi.DistributionFiles;
import io.umview.itest.osgi.PaxExam;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.ops4j.pax.exam.Option;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;

@ExtendWith(PaxExam.class)
class ResolutionIT {
    @Configuration
    static Option[] everything() {
        List<Option> options = new ArrayList<>(Distribution.core());
        options.addAll(Distribution.modules());
        options.addAll(Distribution.console());
        return options.toArray(Option[]::new);
    }

    @Test
    void everyBundleOfTheDistributionIsActive(BundleContext context) throws Exception {
        List<String> locations = new ArrayList<>();
        for (Path jar : DistributionFiles.bundles()) {
            locations.add(jar.toUri().toString());
        }
        assertThat(locations).hasSizeGreaterThan(10);

        List<Bundle> bundles = Stream.of(context.getBundles())
                .filter(bundle -> locations.contains(bundle.getLocation()))
                .toList();

        assertThat(bundles).extracting(Bundle::getLocation).containsExactlyInAnyOrderElementsOf(locations);
        assertThat(bundles)
                .allSatisfy(bundle -> assertThat(bundle.getState())
                        .as(bundle.getSymbolicName())
                        .isEqualTo(Bundle.ACTIVE));
    }
}
