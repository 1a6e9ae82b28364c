package io.umview.lwipv6.bpf;

import static io.umview.lwipv6.bpf.Instruction.*;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;

/** Programs that mostly are right, and of which those that are not are wrong in one place. */
final class RandomProgram {
    private static final int[] LOADS = {
        LD | W | ABS,
        LD | H | ABS,
        LD | B | ABS,
        LD | W | IND,
        LD | H | IND,
        LD | B | IND,
        LDX | B | MSH,
        LD | W | LEN,
        LDX | W | LEN,
        LD | IMM,
        LDX | IMM,
        MISC | TAX,
        MISC | TXA,
        ALU | NEG
    };
    private static final int[] ARITHMETIC = {ADD, SUB, MUL, DIV, OR, AND, LSH, RSH, MOD, XOR};
    private static final int[] JUMPS = {JEQ, JGT, JGE, JSET};
    private static final int[] EXTENSIONS = {
        AD_PROTOCOL,
        AD_PKTTYPE,
        AD_IFINDEX,
        AD_NLATTR,
        AD_NLATTR_NEST,
        AD_MARK,
        AD_HATYPE,
        AD_ALU_XOR_X,
        AD_VLAN_TAG,
        AD_VLAN_TAG_PRESENT
    };

    private final Random random;
    private final int count;
    private int at;

    private RandomProgram(Random random) {
        this.random = random;
        this.count = 2 + random.nextInt(14);
    }

    static byte[] of(Random random) {
        return new RandomProgram(random).build();
    }

    private byte[] build() {
        ByteBuffer program = ByteBuffer.allocate(count * LENGTH).order(ByteOrder.nativeOrder());
        for (at = 0; at < count - 2; at++) {
            instruction(program);
        }
        // What the accumulator holds becomes visible in the length.
        put(program, ALU | AND | K, 0, 0, 0xff);
        put(program, random.nextInt(8) == 0 ? RET | K : RET | A, 0, 0, random.nextInt(300));
        if (random.nextInt(10) == 0) {
            program.put(random.nextInt(program.capacity()), (byte) random.nextInt());
        }
        return program.array();
    }

    private void instruction(ByteBuffer program) {
        int behind = count - at - 1;
        switch (random.nextInt(12)) {
            case 0, 1, 2, 3 -> put(program, pick(LOADS), 0, 0, operand());
            case 4, 5, 6 -> put(program, ALU | pick(ARITHMETIC) | source(), 0, 0, shiftOrNumber());
            case 7, 8 ->
                put(program, JMP | pick(JUMPS) | source(), random.nextInt(behind), random.nextInt(behind), operand());
            case 9 -> put(program, random.nextBoolean() ? ST : STX, 0, 0, random.nextInt(3));
            case 10 -> put(program, random.nextBoolean() ? LD | MEM : LDX | MEM, 0, 0, random.nextInt(3));
            default -> put(program, LD | W | ABS, 0, 0, AD_OFF + pick(EXTENSIONS));
        }
    }

    private int source() {
        return random.nextBoolean() ? X : K;
    }

    private int operand() {
        return random.nextInt(4) == 0 ? random.nextInt() >>> 4 : random.nextInt(230);
    }

    private int shiftOrNumber() {
        return random.nextInt(3) == 0 ? random.nextInt() : random.nextInt(32);
    }

    private int pick(int[] choices) {
        return choices[random.nextInt(choices.length)];
    }

    private static void put(ByteBuffer program, int code, int whenTrue, int whenFalse, int operand) {
        program.putShort((short) code)
                .put((byte) whenTrue)
                .put((byte) whenFalse)
                .putInt(operand);
    }
}
