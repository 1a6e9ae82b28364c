package io.umview.hypervisor.internal.decode;

import io.umview.api.Call;
import io.umview.api.ErrnoException;
import io.umview.api.VirtualCalls;
import java.nio.ByteBuffer;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of pivot_root(2), which with NULL for a path carries a call that the kernel does not have:
 * {@code pivot_root(NULL, count, number, arguments)}.
 */
final class VirtualCall {
    private static final int MOST_ARGUMENTS = 6;

    private VirtualCall() {}

    static @Nullable String argument(Call call, int index) throws ErrnoException {
        boolean virtual = call.argument(0) == 0;
        return switch (index) {
            case 0 -> Text.path(call, call.argument(0));
            case 1 -> virtual ? Integer.toString(call.intArgument(1)) : Text.path(call, call.argument(1));
            case 2 -> virtual ? number(call.intArgument(2)) : null;
            default -> virtual ? arguments(call) : null;
        };
    }

    private static String number(int number) {
        return Constants.VIRTUAL_CALLS.has(number)
                ? number + " /* " + Constants.VIRTUAL_CALLS.name(number) + " */"
                : Integer.toString(number);
    }

    private static String arguments(Call call) throws ErrnoException {
        int count = Math.max(0, Math.min(call.intArgument(1), MOST_ARGUMENTS));
        if (count == 0 || call.argument(3) == 0) {
            return Text.pointer(call.argument(3));
        }
        ByteBuffer fields = Text.structure(call.memory(), call.argument(3), count * Long.BYTES);
        if (call.intArgument(2) == VirtualCalls.MSOCKET && count >= 4) {
            return msocket(call, fields);
        }
        StringJoiner text = new StringJoiner(", ", "[", "]");
        for (int i = 0; i < count; i++) {
            text.add(Text.hex(fields.getLong()));
        }
        return text.toString();
    }

    private static String msocket(Call call, ByteBuffer fields) throws ErrnoException {
        String path = Text.path(call, fields.getLong());
        int family = (int) fields.getLong();
        String type = Parameters.socketType((int) fields.getLong());
        return "[" + path + ", " + Constants.FAMILY.name(family) + ", " + type + ", "
                + Parameters.protocol(family, (int) fields.getLong()) + "]";
    }
}
