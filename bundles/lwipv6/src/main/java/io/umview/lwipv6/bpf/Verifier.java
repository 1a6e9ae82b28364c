package io.umview.lwipv6.bpf;

import static io.umview.lwipv6.bpf.Instruction.*;

import java.util.Arrays;

/** Refuses programs that could not be run safely: bpf_check_classic() of Linux. */
final class Verifier {
    static final int MOST_INSTRUCTIONS = 4096;

    /** Words of scratch memory: BPF_MEMWORDS. */
    static final int MEMORY = 16;

    private Verifier() {}

    static boolean accepts(int[] codes, int[] jumps, int[] operands) {
        int count = codes.length;
        if (count == 0 || count > MOST_INSTRUCTIONS) {
            return false;
        }
        for (int pc = 0; pc < count; pc++) {
            if (!isInstruction(codes[pc]) || !isSafe(codes[pc], jumps[pc], operands[pc], count - pc - 1)) {
                return false;
            }
        }
        int last = codes[count - 1];
        return (last == (RET | K) || last == (RET | A)) && initialises(codes, jumps, operands);
    }

    private static boolean isInstruction(int code) {
        return switch (code & 7) {
            case LD ->
                switch (code) {
                    case LD | W | ABS,
                            LD | H | ABS,
                            LD | B | ABS,
                            LD | W | IND,
                            LD | H | IND,
                            LD | B | IND,
                            LD | W | LEN,
                            LD | IMM,
                            LD | MEM -> true;
                    default -> false;
                };
            case LDX ->
                code == (LDX | W | LEN) || code == (LDX | B | MSH) || code == (LDX | IMM) || code == (LDX | MEM);
            case ST, STX -> code == ST || code == STX;
            case ALU -> code == (ALU | NEG) || (code & ~0xff) == 0 && (code & 0xf0) <= XOR && (code & 0xf0) != NEG;
            case JMP -> code == (JMP | JA) || (code & ~0xff) == 0 && (code & 0xf0) >= JEQ && (code & 0xf0) <= JSET;
            case RET -> code == (RET | K) || code == (RET | A);
            default -> code == (MISC | TAX) || code == (MISC | TXA);
        };
    }

    /** Whether it stays within the program, the scratch memory and arithmetic; {@code behind}: instructions that follow. */
    private static boolean isSafe(int code, int jump, int operand, int behind) {
        return switch (code) {
            case ALU | DIV | K, ALU | MOD | K -> operand != 0;
            case ALU | LSH | K, ALU | RSH | K -> operand >= 0 && operand < 32;
            case LD | MEM, LDX | MEM, ST, STX -> operand >= 0 && operand < MEMORY;
            case JMP | JA -> Integer.compareUnsigned(operand, behind) < 0;
            case LD | W | ABS, LD | H | ABS, LD | B | ABS ->
                Integer.compareUnsigned(operand, AD_OFF) < 0 || isExtension(operand);
            default -> (code & 7) != JMP || (jump & 0xff) < behind && jump >>> 8 < behind;
        };
    }

    private static boolean isExtension(int operand) {
        int extension = operand - AD_OFF;
        return extension >= 0 && extension < AD_MAX && (extension & 3) == 0;
    }

    /** Whether scratch memory is written before it is read, on each path: check_load_and_stores(). */
    private static boolean initialises(int[] codes, int[] jumps, int[] operands) {
        int[] masks = new int[codes.length];
        Arrays.fill(masks, 0xffff);
        int valid = 0;
        for (int pc = 0; pc < codes.length; pc++) {
            valid &= masks[pc];
            switch (codes[pc]) {
                case ST, STX -> valid |= 1 << operands[pc];
                case LD | MEM, LDX | MEM -> {
                    if ((valid & 1 << operands[pc]) == 0) {
                        return false;
                    }
                }
                case JMP | JA -> {
                    masks[pc + 1 + operands[pc]] &= valid;
                    valid = 0xffff;
                }
                default -> {
                    if ((codes[pc] & 7) == JMP) {
                        masks[pc + 1 + (jumps[pc] & 0xff)] &= valid;
                        masks[pc + 1 + (jumps[pc] >>> 8)] &= valid;
                        valid = 0xffff;
                    }
                }
            }
        }
        return true;
    }
}
