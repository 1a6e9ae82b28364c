package io.umview.api.net;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A set of protocol families, as socket(2) numbers them.
 *
 * <p>Lists of families are written alike in {@code mstack -o}, in the options of umnetlink and in the arguments of umnet:
 * items, separated by commas, that are
 *
 * <ul>
 *   <li>{@code unix} or {@code u}, {@code ipv4} or {@code 4}, {@code ipv6} or {@code 6}, {@code netlink} or {@code n},
 *       {@code packet} or {@code p}, {@code bluetooth} or {@code b}, {@code irda} or {@code i}: one family;
 *   <li>{@code ip}: ipv4, ipv6, netlink and packet;
 *   <li>{@code all}: every family;
 *   <li>{@code #N} or {@code fN}: the family with that number.
 * </ul>
 *
 * <p>A sign before an item, {@code +} or {@code -}, says whether it is added or taken away, and holds for the items that
 * follow until the next sign. A sign alone means all families. A list that begins with {@code -} starts from all families,
 * any other from none.
 *
 * @param bits bit n stands for family n, 1 to {@value #LAST}
 */
public record Families(long bits) {
    /** The highest number: more than Linux 6.18 uses, which has 45 families. */
    public static final int LAST = 63;

    /** No family. */
    public static final Families NONE = new Families(0);

    /** Every family. */
    public static final Families ALL = new Families(~1L);

    /** PF_UNSPEC: no family, and in msocket(2) all that a stack supports. */
    public static final int PF_UNSPEC = 0;

    /** Local communication. */
    public static final int PF_UNIX = 1;

    /** IPv4. */
    public static final int PF_INET = 2;

    /** IPv6. */
    public static final int PF_INET6 = 10;

    /** Kernel user interface. */
    public static final int PF_NETLINK = 16;

    /** Low level packets. */
    public static final int PF_PACKET = 17;

    /** Infrared. */
    public static final int PF_IRDA = 23;

    /** Bluetooth. */
    public static final int PF_BLUETOOTH = 31;

    private static final Families IP = of(PF_INET, PF_INET6, PF_NETLINK, PF_PACKET);

    private static final Map<String, Families> WORDS = Map.ofEntries(
            Map.entry("", ALL),
            Map.entry("all", ALL),
            Map.entry("unix", of(PF_UNIX)),
            Map.entry("u", of(PF_UNIX)),
            Map.entry("ipv4", of(PF_INET)),
            Map.entry("4", of(PF_INET)),
            Map.entry("ipv6", of(PF_INET6)),
            Map.entry("6", of(PF_INET6)),
            Map.entry("netlink", of(PF_NETLINK)),
            Map.entry("n", of(PF_NETLINK)),
            Map.entry("packet", of(PF_PACKET)),
            Map.entry("p", of(PF_PACKET)),
            Map.entry("bluetooth", of(PF_BLUETOOTH)),
            Map.entry("b", of(PF_BLUETOOTH)),
            Map.entry("irda", of(PF_IRDA)),
            Map.entry("i", of(PF_IRDA)),
            Map.entry("ip", IP));

    /** By number, without PF_ (include/linux/socket.h and glibc's bits/socket.h). */
    private static final List<String> NAMES = List.of(
            ("UNSPEC UNIX INET AX25 IPX APPLETALK NETROM BRIDGE ATMPVC X25 INET6 ROSE DECnet NETBEUI SECURITY KEY NETLINK"
                            + " PACKET ASH ECONET ATMSVC RDS SNA IRDA PPPOX WANPIPE LLC IB MPLS CAN TIPC BLUETOOTH IUCV RXRPC"
                            + " ISDN PHONET IEEE802154 CAIF ALG NFC VSOCK KCM QIPCRTR SMC XDP MCTP")
                    .split(" "));

    /** Drops what is outside of 1 to {@value #LAST}. */
    public Families {
        bits &= ~1L;
    }

    /**
     * The set of some families.
     *
     * @throws IllegalArgumentException for a number outside of 1 to {@value #LAST}
     */
    public static Families of(int... numbers) {
        long bits = 0;
        for (int number : numbers) {
            if (!valid(number)) {
                throw new IllegalArgumentException("no protocol family: " + number);
            }
            bits |= 1L << number;
        }
        return new Families(bits);
    }

    /** Reads a list in which a first item without a sign is added: {@code 4,6} means these two and no others. */
    public static Families parse(String list) throws UnknownProtocolException {
        return parse(Arrays.asList(list.split(",")));
    }

    /** Reads a list whose items are split already; see {@link #parse(String)}. */
    public static Families parse(List<String> items) throws UnknownProtocolException {
        return read(items, true);
    }

    /**
     * Reads a list in which a first item without a sign is taken away: {@code ip} means all families but these, as
     * {@code -ip} does. The empty list means all families.
     */
    public static Families parseAllowed(String list) throws UnknownProtocolException {
        List<String> items = Arrays.asList(list.split(","));
        return items.stream().allMatch(String::isEmpty) ? ALL : read(items, false);
    }

    private static Families read(List<String> items, boolean unsignedAdds) throws UnknownProtocolException {
        Families families = NONE;
        boolean adds = unsignedAdds;
        boolean first = true;
        for (String item : items) {
            if (item.isEmpty()) {
                continue;
            }
            boolean signed = item.charAt(0) == '+' || item.charAt(0) == '-';
            if (signed) {
                adds = item.charAt(0) == '+';
            }
            if (first && !adds) {
                families = ALL;
            }
            first = false;
            Families named = word(signed ? item.substring(1) : item);
            families = adds ? families.plus(named) : families.minus(named);
        }
        return families;
    }

    private static Families word(String word) throws UnknownProtocolException {
        Families families = WORDS.get(word);
        if (families != null) {
            return families;
        }
        if (word.matches("[#f][0-9]{1,9}")) {
            int number = Integer.parseInt(word.substring(1));
            if (valid(number)) {
                return of(number);
            }
        }
        throw new UnknownProtocolException(word);
    }

    /** Whether a number can be in a set. */
    public static boolean valid(int number) {
        return number > PF_UNSPEC && number <= LAST;
    }

    /** The constant of a family, such as {@code PF_INET6} for 10; for numbers without a name {@code PF_} and the number. */
    public static String name(int number) {
        return "PF_" + (number >= 0 && number < NAMES.size() ? NAMES.get(number) : number);
    }

    /** Whether a family is in the set. */
    public boolean contains(int number) {
        return valid(number) && (bits >>> number & 1) != 0;
    }

    /** Whether every family of another set is in this one. */
    public boolean containsAll(Families others) {
        return others.minus(this).isEmpty();
    }

    /** Whether the set holds no family. */
    public boolean isEmpty() {
        return bits == 0;
    }

    /** How many families the set holds. */
    public int size() {
        return Long.bitCount(bits);
    }

    /** These families and others. */
    public Families plus(Families others) {
        return new Families(bits | others.bits);
    }

    /** These families without others. */
    public Families minus(Families others) {
        return new Families(bits & ~others.bits);
    }

    /** The numbers, ascending. */
    public List<Integer> numbers() {
        return IntStream.rangeClosed(1, LAST).filter(this::contains).boxed().toList();
    }

    @Override
    public String toString() {
        return equals(ALL) ? "all" : numbers().toString();
    }
}
