package io.umview.api.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FamiliesTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "u | 1",
                "unix | 1",
                "4 | 2",
                "ipv4 | 2",
                "6 | 10",
                "ipv6 | 10",
                "n | 16",
                "netlink | 16",
                "p | 17",
                "packet | 17",
                "i | 23",
                "irda | 23",
                "b | 31",
                "bluetooth | 31",
                "ip | 2 10 16 17",
                "#33 | 33",
                "f7 | 7",
                "#1 | 1",
                "#63 | 63"
            })
    void oneItemNamesTheseFamilies(String list, String numbers) throws Exception {
        assertThat(Families.parse(list).numbers()).isEqualTo(numbers(numbers));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "4,6,p,n | 2 10 16 17",
                "+4,6 | 2 10",
                "+#2,+#10 | 2 10",
                "+ip,-6 | 2 16 17",
                "ip,-6,n | 2 17",
                "-all,+4 | 2",
                "-,+4 | 2",
                "4,,6, | 2 10",
                "u,u | 1"
            })
    void unsignedAndPlusListsStartFromNothing(String list, String numbers) throws Exception {
        assertThat(Families.parse(list).numbers()).isEqualTo(numbers(numbers));
    }

    @Test
    void minusListsStartFromEverything() throws Exception {
        assertThat(Families.parse("-n")).isEqualTo(Families.ALL.minus(Families.of(16)));
        assertThat(Families.parse("-n,p")).isEqualTo(Families.ALL.minus(Families.of(16, 17)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"all", "+all", "+", "f1,all", "-n,+n"})
    void allMeansEveryFamily(String list) throws Exception {
        assertThat(Families.parse(list)).isEqualTo(Families.ALL);
        assertThat(Families.parse(list).numbers()).hasSize(Families.LAST).contains(1, 45, Families.LAST);
    }

    @Test
    void allWithoutOneKeepsTheOthers() throws Exception {
        assertThat(Families.parse("+all,-unix")).isEqualTo(Families.ALL.minus(Families.of(Families.PF_UNIX)));
    }

    @Test
    void aLoneMinusMeansNothing() throws Exception {
        assertThat(Families.parse("-")).isEqualTo(Families.NONE);
        assertThat(Families.parse("")).isEqualTo(Families.NONE);
    }

    @Test
    void allowedListsTakeUnsignedItemsAway() throws Exception {
        Families ip = Families.parse("ip");

        assertThat(Families.parseAllowed("ip")).isEqualTo(Families.ALL.minus(ip));
        assertThat(Families.parseAllowed("-ip")).isEqualTo(Families.ALL.minus(ip));
        assertThat(Families.parseAllowed("+ip")).isEqualTo(ip);
        assertThat(Families.parseAllowed("4,+u")).isEqualTo(Families.ALL.minus(Families.of(2)));
        assertThat(Families.parseAllowed("-")).isEqualTo(Families.NONE);
        assertThat(Families.parseAllowed("all")).isEqualTo(Families.NONE);
        assertThat(Families.parseAllowed("")).isEqualTo(Families.ALL);
    }

    @ParameterizedTest
    @CsvSource({
        "xyz,xyz",
        "-zzz,zzz",
        "#0,#0",
        "#64,#64",
        "#,#",
        "f,f",
        "#12345678901,#12345678901",
        "UNIX,UNIX",
        "+-4,-4"
    })
    void anUnknownWordIsNamed(String list, String word) {
        assertThatThrownBy(() -> Families.parse("4," + list))
                .isInstanceOfSatisfying(
                        UnknownProtocolException.class,
                        unknown -> assertThat(unknown.word()).isEqualTo(word))
                .hasMessage("unknown protocol \"" + word + "\"");
    }

    @ParameterizedTest
    @CsvSource({
        "0,PF_UNSPEC",
        "1,PF_UNIX",
        "2,PF_INET",
        "10,PF_INET6",
        "12,PF_DECnet",
        "16,PF_NETLINK",
        "17,PF_PACKET",
        "23,PF_IRDA",
        "29,PF_CAN",
        "31,PF_BLUETOOTH",
        "40,PF_VSOCK",
        "45,PF_MCTP",
        "46,PF_46",
        "-1,PF_-1"
    })
    void namesAreThoseOfTheHeaders(int number, String name) {
        assertThat(Families.name(number)).isEqualTo(name);
    }

    @Test
    void numbersOutOfRangeAreInNoSet() {
        assertThat(List.of(-1, 0, 64, 65, Integer.MIN_VALUE, Integer.MAX_VALUE))
                .noneMatch(Families.ALL::contains)
                .noneMatch(Families::valid);
        assertThatIllegalArgumentException().isThrownBy(() -> Families.of(64));
    }

    @Property
    void aSetIsWhatAListOfItsNumbersSays(@ForAll("sets") Set<Integer> numbers) throws Exception {
        String list = numbers.stream().map(number -> "#" + number).collect(Collectors.joining(","));

        Families families = Families.parse(list);

        assertThat(families.numbers()).isEqualTo(List.copyOf(new TreeSet<>(numbers)));
        assertThat(families.size()).isEqualTo(numbers.size());
    }

    @Property
    void itemsActInOrder(@ForAll("items") List<String> items) throws Exception {
        Set<Integer> expected = new TreeSet<>(items.get(0).startsWith("-") ? Families.ALL.numbers() : List.of());
        for (String item : items) {
            int number = Integer.parseInt(item.substring(2));
            if (item.startsWith("+")) {
                expected.add(number);
            } else {
                expected.remove(number);
            }
        }

        assertThat(Families.parse(items).numbers()).isEqualTo(List.copyOf(expected));
        assertThat(Families.parseAllowed(String.join(",", items))).isEqualTo(Families.parse(items));
    }

    @Property
    void containmentIsThatOfSets(@ForAll("sets") Set<Integer> some, @ForAll("sets") Set<Integer> others) {
        assertThat(set(some).containsAll(set(others))).isEqualTo(some.containsAll(others));
    }

    @Property
    void whateverIsWrittenIsReadOrRefused(@ForAll String list) {
        try {
            assertThat(Families.ALL.containsAll(Families.parse(list))).isTrue();
        } catch (UnknownProtocolException unknown) {
            assertThat(list).contains(unknown.word());
        }
    }

    @Property
    void membershipIsThatOfTheNumbers(
            @ForAll("sets") Set<Integer> some, @ForAll @IntRange(min = -2, max = 70) int number) {
        assertThat(set(some).contains(number)).isEqualTo(some.contains(number));
    }

    @Provide
    Arbitrary<Set<Integer>> sets() {
        return Arbitraries.integers().between(1, Families.LAST).set();
    }

    @Provide
    Arbitrary<List<String>> items() {
        Arbitrary<String> sign = Arbitraries.of("+#", "-#");
        return Arbitraries.integers()
                .between(1, Families.LAST)
                .flatMap(number -> sign.map(text -> text + number))
                .list()
                .ofMinSize(1);
    }

    private static Families set(Set<Integer> numbers) {
        return Families.of(numbers.stream().mapToInt(Integer::intValue).toArray());
    }

    private static List<Integer> numbers(String text) {
        return List.of(text.split(" ")).stream().map(Integer::valueOf).toList();
    }
}
