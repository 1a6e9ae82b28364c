package io.umview.hypervisor.internal.command;

import io.umview.hypervisor.internal.view.ViewState;
import io.umview.tracer.TracedCall;
import java.util.List;
import java.util.Optional;

/**
 * A command as a guest process calls it.
 *
 * @param arguments argv, the command's name first
 * @param environment {@code NAME=value} strings
 */
public record Invocation(TracedCall call, ViewState view, List<String> arguments, List<String> environment) {
    /** The command's name, without a folder. */
    public String name() {
        String first = arguments.isEmpty() ? "" : arguments.get(0);
        return first.substring(first.lastIndexOf('/') + 1);
    }

    /** What follows the name. */
    public List<String> operands() {
        return arguments.isEmpty() ? List.of() : arguments.subList(1, arguments.size());
    }

    /** The value of an environment variable. */
    public Optional<String> variable(String name) {
        return environment.stream()
                .filter(entry -> entry.startsWith(name + "="))
                .map(entry -> entry.substring(name.length() + 1))
                .findFirst();
    }

    /** The same process calling another command. */
    public Invocation with(List<String> newArguments) {
        return new Invocation(call, view, newArguments, environment);
    }
}
