package io.umview.lwipv6.bpf;

import static io.umview.lwipv6.bpf.Instruction.*;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** A program that was verified. It is run by one thread at a time, and allocates nothing. */
public final class Filter {
    private final byte[] bytes;
    private final int[] codes;
    private final int[] jumps;
    private final int[] operands;
    private final int[] memory = new int[Verifier.MEMORY];

    private Filter(byte[] bytes, int[] codes, int[] jumps, int[] operands) {
        this.bytes = bytes;
        this.codes = codes;
        this.jumps = jumps;
        this.operands = operands;
    }

    /**
     * Reads a program: struct sock_filter after struct sock_filter, native byte order.
     *
     * @return null if Linux would not take it (EINVAL)
     */
    public static @Nullable Filter of(byte[] program) {
        int count = program.length / LENGTH;
        if (program.length % LENGTH != 0 || count > Verifier.MOST_INSTRUCTIONS) {
            return null;
        }
        ByteBuffer source = ByteBuffer.wrap(program).order(ByteOrder.nativeOrder());
        int[] codes = new int[count];
        int[] jumps = new int[count];
        int[] operands = new int[count];
        for (int i = 0; i < count; i++) {
            codes[i] = source.getShort() & 0xffff;
            int whenTrue = source.get() & 0xff;
            jumps[i] = (source.get() & 0xff) << 8 | whenTrue;
            operands[i] = source.getInt();
        }
        return Verifier.accepts(codes, jumps, operands) ? new Filter(program.clone(), codes, jumps, operands) : null;
    }

    /** The program as it was given. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /**
     * Runs it over a part of a big-endian buffer.
     *
     * @return how many bytes of the packet are to be kept, unsigned; 0: none, drop it
     */
    public int run(ByteBuffer packet, int start, int length, PacketFacts facts) {
        int a = 0;
        int x = 0;
        int pc = 0;
        while (true) {
            int code = codes[pc];
            int k = operands[pc];
            int jump = jumps[pc];
            pc++;
            switch (code) {
                case RET | K -> {
                    return k;
                }
                case RET | A -> {
                    return a;
                }
                case LD | W | ABS, LD | H | ABS, LD | B | ABS -> {
                    if (k < 0 && k >= AD_OFF) {
                        boolean ofDevice = k == AD_OFF + AD_IFINDEX || k == AD_OFF + AD_HATYPE;
                        if (ofDevice && facts.interfaceIndex == 0) {
                            // convert_bpf_extensions() of Linux ends the program so.
                            return a;
                        }
                        a = extension(k - AD_OFF, a, x, packet, start, length, facts);
                    } else {
                        int at = position(k, size(code), start, length, facts);
                        if (at < 0) {
                            return 0;
                        }
                        a = load(packet, at, code);
                    }
                }
                case LD | W | IND, LD | H | IND, LD | B | IND -> {
                    int at = position(x + k, size(code), start, length, facts);
                    if (at < 0) {
                        return 0;
                    }
                    a = load(packet, at, code);
                }
                case LDX | B | MSH -> {
                    int at = position(k, 1, start, length, facts);
                    if (at < 0) {
                        return 0;
                    }
                    x = (packet.get(at) & 0xf) << 2;
                }
                case LD | W | LEN -> a = length;
                case LDX | W | LEN -> x = length;
                case LD | IMM -> a = k;
                case LDX | IMM -> x = k;
                case LD | MEM -> a = memory[k];
                case LDX | MEM -> x = memory[k];
                case ST -> memory[k] = a;
                case STX -> memory[k] = x;
                case MISC | TAX -> x = a;
                case MISC | TXA -> a = x;
                case ALU | NEG -> a = -a;
                case ALU | DIV | X, ALU | MOD | X -> {
                    if (x == 0) {
                        return 0;
                    }
                    a = compute(code, a, x);
                }
                case JMP | JA -> pc += k;
                default -> {
                    int operand = (code & X) != 0 ? x : k;
                    if ((code & 7) == JMP) {
                        pc += holds(code, a, operand) ? jump & 0xff : jump >>> 8;
                    } else {
                        a = compute(code, a, operand);
                    }
                }
            }
        }
    }

    private static int size(int code) {
        return switch (code & (H | B)) {
            case W -> 4;
            case H -> 2;
            default -> 1;
        };
    }

    private static int load(ByteBuffer packet, int at, int code) {
        return switch (code & (H | B)) {
            case W -> packet.getInt(at);
            case H -> packet.getShort(at) & 0xffff;
            default -> packet.get(at) & 0xff;
        };
    }

    /** Where an offset of a program is in the buffer; negative if it is outside of the packet. */
    private static int position(int offset, int size, int start, int length, PacketFacts facts) {
        if (offset >= 0) {
            return offset <= length - size ? start + offset : -1;
        }
        long relative;
        if (offset >= NET_OFF) {
            relative = (long) facts.networkHeader + offset - NET_OFF;
        } else if (offset >= LL_OFF) {
            relative = (long) facts.linkHeader + offset - LL_OFF;
        } else {
            return -1;
        }
        return relative + start < 0 || relative + size > length ? -1 : (int) (start + relative);
    }

    private static boolean holds(int code, int a, int operand) {
        return switch (code & 0xf0) {
            case JEQ -> a == operand;
            case JGT -> Integer.compareUnsigned(a, operand) > 0;
            case JGE -> Integer.compareUnsigned(a, operand) >= 0;
            default -> (a & operand) != 0;
        };
    }

    private static int compute(int code, int a, int operand) {
        return switch (code & 0xf0) {
            case ADD -> a + operand;
            case SUB -> a - operand;
            case MUL -> a * operand;
            case DIV -> Integer.divideUnsigned(a, operand);
            case MOD -> Integer.remainderUnsigned(a, operand);
            case OR -> a | operand;
            case AND -> a & operand;
            case XOR -> a ^ operand;
            case LSH -> a << operand;
            default -> a >>> operand;
        };
    }

    private static int extension(
            int number, int a, int x, ByteBuffer packet, int start, int length, PacketFacts facts) {
        return switch (number) {
            case AD_PROTOCOL -> facts.protocol;
            case AD_PKTTYPE -> facts.packetType;
            case AD_IFINDEX -> facts.interfaceIndex;
            case AD_HATYPE -> facts.hardwareType;
            case AD_NLATTR -> NetlinkAttributes.find(packet, start, length, a, x);
            case AD_NLATTR_NEST -> NetlinkAttributes.findNested(packet, start, length, a, x);
            case AD_ALU_XOR_X -> a ^ x;
            case AD_VLAN_TAG -> Math.max(0, facts.vlanTag);
            case AD_VLAN_TAG_PRESENT -> facts.vlanTag >= 0 ? 1 : 0;
            case AD_VLAN_TPID -> facts.vlanProtocol;
            case AD_PAY_OFFSET -> PayloadOffset.of(packet, start, length, facts);
            case AD_RANDOM -> ThreadLocalRandom.current().nextInt();
            // AD_MARK, AD_QUEUE, AD_RXHASH, AD_CPU: a stack has one queue and one thread.
            default -> 0;
        };
    }
}
