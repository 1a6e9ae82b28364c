package io.umview.umnet.lwipv6.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.umview.api.MountOptions;
import io.umview.lwipv6.wire.MacAddress;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StackOptionsTest {
    private static StackOptions parse(String list) throws LinkException {
        return StackOptions.parse(MountOptions.parse(list), Path.of("/home/me"));
    }

    private static List<String> names(String list) throws LinkException {
        return parse(list).links().stream().map(LinkSpec::name).toList();
    }

    @Test
    void withoutALinkThereIsOneOnTheDefaultSwitch() throws Exception {
        assertThat(parse("").links()).containsExactly(new LinkSpec(LinkSpec.Kind.VD, "vd0", ""));
        assertThat(names("resolv=/tmp/r")).containsExactly("vd0");
    }

    @Test
    void loMeansNoLink() throws Exception {
        assertThat(names("lo")).isEmpty();
        assertThat(names("lo,tp0=t")).containsExactly("tp0");
    }

    @Test
    void vdWithoutAValueCounts() throws Exception {
        assertThat(names("vd3")).containsExactly("vd0", "vd1", "vd2");
        assertThat(names("vd0")).containsExactly("vd0");
    }

    @Test
    void linksOfAllKindsKeepTheirOrderAndTheirValues() throws Exception {
        assertThat(parse("vd0=/run/s[7],tp1=tap,tn2=tun,sw0=lan,'vx0=239.1.1.1,x/5',sl0")
                        .links())
                .extracting(LinkSpec::toString)
                .containsExactly(
                        "LinkSpec[kind=VD, name=vd0, value=/run/s[7], mac=null, offload=true]",
                        "LinkSpec[kind=TP, name=tp1, value=tap, mac=null, offload=true]",
                        "LinkSpec[kind=TN, name=tn2, value=tun, mac=null, offload=true]",
                        "LinkSpec[kind=SW, name=sw0, value=lan, mac=null, offload=true]",
                        "LinkSpec[kind=VX, name=vx0, value=239.1.1.1,x/5, mac=null, offload=true]",
                        "LinkSpec[kind=SL, name=sl0, value=, mac=null, offload=true]");
    }

    @Test
    void relativePathsStartInTheCallersFolder() throws Exception {
        StackOptions options = parse("vd0=s[4],vd1=/s,vd2=[3],vd3=ptp://s,tp0=s,ra=r,pcap=p,resolv=/r");

        assertThat(options.links())
                .extracting(LinkSpec::value)
                .containsExactly("/home/me/s[4]", "/s", "[3]", "ptp://s", "s");
        assertThat(options.advertiser()).contains("/home/me/r");
        assertThat(options.capture()).contains("/home/me/p");
        assertThat(options.resolver()).contains("/r");
    }

    @Test
    void aMacBelongsToTheLinkBeforeIt() throws Exception {
        List<LinkSpec> links = parse("sw0=a,mac=02:00:00:00:00:01,sw1=b").links();

        assertThat(links.get(0).mac()).isEqualTo(MacAddress.parse("02:00:00:00:00:01"));
        assertThat(links.get(1).mac()).isNull();
    }

    @Test
    void filesAreKeptAndOtherWordsIgnored() throws Exception {
        StackOptions options = parse("lo,ra=/a,pcap=/b,resolv=/c,slirp,rw");

        assertThat(options.advertiser()).contains("/a");
        assertThat(options.capture()).contains("/b");
        assertThat(options.resolver()).contains("/c");
        assertThat(options.ignored()).containsExactly("slirp", "rw");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tp0",
                "sw0=a,sw0=b",
                "vd2,vd1=/x",
                "vd9999",
                "mac=02:00:00:00:00:01",
                "sw0=a,mac=01:00:00:00:00:01",
                "sw0=a,mac=nonsense"
            })
    void whatMakesNoSenseIsAnError(String list) {
        assertThatThrownBy(() -> parse(list))
                .isInstanceOf(LinkException.class)
                .hasMessageContaining("Invalid argument");
    }

    @Test
    void nooffloadIsAboutTheDeviceBeforeIt() throws Exception {
        assertThat(parse("tp0=a,nooffload,tn0=b,tp1=c,mac=02:00:00:00:00:01,nooffload")
                        .links())
                .extracting(LinkSpec::offload)
                .containsExactly(false, true, false);
        assertThat(parse("tp0=a,nooffload").ignored()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"nooffload", "nooffload,tp0=a", "sw0=a,nooffload", "tp0=a,sl0,nooffload"})
    void onlyADeviceHasOffload(String list) {
        assertThatThrownBy(() -> parse(list)).isInstanceOf(LinkException.class).hasMessageContaining("nooffload");
    }
}
