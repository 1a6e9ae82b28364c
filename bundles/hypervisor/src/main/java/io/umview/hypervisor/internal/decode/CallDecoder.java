package io.umview.hypervisor.internal.decode;

import io.umview.api.Call;
import io.umview.api.ErrnoException;
import java.util.List;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * Writes the arguments of a call as strace(1) does: {@code AT_FDCWD, "/dev/net/null", O_RDONLY}. Only for people: the guest may
 * change what its pointers point to at any moment.
 */
public final class CallDecoder {
    private final CallTable table = new CallTable();

    /** The arguments, separated by commas. Never fails: what cannot be read or understood is a hexadecimal number. */
    public String describe(Call call) {
        List<Parameter> parameters = table.parameters(call.systemCall());
        StringJoiner text = new StringJoiner(", ");
        for (int index = 0; index < parameters.size(); index++) {
            String argument = argument(parameters.get(index), call, index);
            if (argument != null) {
                text.add(argument);
            }
        }
        return text.toString();
    }

    private static @Nullable String argument(Parameter parameter, Call call, int index) {
        try {
            return parameter.text(call, index);
        } catch (ErrnoException | RuntimeException e) {
            return Text.pointer(call.argument(index));
        }
    }
}
